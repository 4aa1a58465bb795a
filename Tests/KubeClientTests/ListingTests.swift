import KubeClient
import KubeCore
import KubeTestSupport
import Testing

@Suite("Paged lists")
struct ListingTests {
    @Test("The next page is requested by its token and without a version, which the token carries")
    func pages() async throws {
        let transport = ScriptedTransport(
            .json(KubeJSON.list([KubeJSON.widget("a")], version: "9", continue: "more=")),
            .json(KubeJSON.list([KubeJSON.widget("b")], version: "9"))
        )
        let client = KubeClient(transport: transport, fieldManager: "tester")
        let first = try await client.list(Widget.self, limit: 1, resourceVersion: "0")
        let second = try await client.list(Widget.self, limit: 1, continue: first.continue, resourceVersion: "0")
        #expect((first.items + second.items).map(\.metadata.name) == ["a", "b"])
        #expect(second.continue == nil)
        #expect(
            transport.requests.map(\.target) == [
                "/apis/example.dev/v1/widgets?limit=1&resourceVersion=0",
                "/apis/example.dev/v1/widgets?limit=1&continue=more%3D",
            ]
        )
    }

    @Test("An expired token is distinguished from other errors")
    func expiredToken() async throws {
        let transport = ScriptedTransport(.refusal(410, "Expired"))
        let client = KubeClient(transport: transport, fieldManager: "tester")
        let error = await #expect(throws: KubeError.self) {
            try await client.list(Widget.self, continue: "old")
        }
        guard case .expired = error else { Issue.record("\(String(describing: error))"); return }
    }
}
