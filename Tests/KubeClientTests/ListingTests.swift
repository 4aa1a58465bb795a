import KubeCore
import KubeTestSupport
import Testing

@testable import KubeClient

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

    @Test("A page that is too large is an error that says how much fits, and a single large item is not")
    func tooLarge() async throws {
        func list(_ count: Int, _ size: Int) -> Reply {
            let text = JSONValue.string(String(repeating: "x", count: size))
            let items = (0..<count).map { KubeJSON.widget("w\($0)", spec: ["size": 1, "note": text]) }
            return .json(KubeJSON.list(items, version: "9"), inChunksOf: 100)
        }
        let transport = ScriptedTransport(list(5, 900), list(1, 9000))
        var limited = KubeClient(transport: transport, fieldManager: "tester")
        limited.pageLimit = 3500
        let client = limited
        let error = await #expect(throws: KubeError.self) { try await client.list(Widget.self) }
        #expect(error == .tooLarge(items: 3))
        #expect(try await client.list(Widget.self).items.count == 1)
    }

    @Test("An item that no server stores is not kept in memory")
    func endlessItem() async throws {
        let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: KubeClient.eventLimit / 2)
        let start = Array(#"{"items":[{"note":""#.utf8)
        let client = KubeClient(transport: ScriptedTransport(.chunks([start, chunk, chunk])), fieldManager: "tester")
        let error = await #expect(throws: KubeError.self) { try await client.list(Widget.self) }
        #expect(error == .undecodable("an item of a list is larger than 16777216 bytes"))
    }

    @Test(
        "A list that is cut off or is not JSON cannot be decoded",
        arguments: ["<html>", "", #"{"items":[{"metadata":{}"#]
    )
    func malformed(text: String) async throws {
        let client = KubeClient(transport: ScriptedTransport(.text(text)), fieldManager: "tester")
        let error = await #expect(throws: KubeError.self) { try await client.list(Widget.self) }
        guard case .undecodable = error else { Issue.record("\(String(describing: error))"); return }
    }
}
