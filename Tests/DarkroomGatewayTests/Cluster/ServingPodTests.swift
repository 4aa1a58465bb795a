import DarkroomProxy
import KubeCore
import Testing

@testable import DarkroomGateway

@Suite("A pod receives requests")
struct ServingPodTests {
    private func address(_ pod: JSONValue) throws -> PodAddress? { try pod.decode(ServingPod.self).address }

    @Test("at its own address and port, once it is ready")
    func ready() throws {
        let found = try address(Cluster.pod("a", of: "s", ip: "10.0.0.7", port: 9000))
        #expect(found == PodAddress(ip: "10.0.0.7", port: 9000))
    }

    @Test("not before it is ready")
    func unready() throws { #expect(try address(Cluster.pod("a", of: "s", isReady: false)) == nil) }

    @Test("not while it terminates, although it is still ready")
    func ending() throws { #expect(try address(Cluster.pod("a", of: "s", isEnding: true)) == nil) }

    @Test("not without an address")
    func withoutAddress() throws { #expect(try address(Cluster.pod("a", of: "s", ip: "")) == nil) }

    @Test("not at an impossible port", arguments: [0, -1, 70_000])
    func impossiblePort(port: Int) throws { #expect(try address(Cluster.pod("a", of: "s", port: port)) == nil) }

    @Test("and not without a spec and a status")
    func empty() throws { #expect(try address(["metadata": ["name": "a"]]) == nil) }
}
