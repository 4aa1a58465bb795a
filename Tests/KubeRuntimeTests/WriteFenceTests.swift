import KubeClient
import KubeCore
import KubeTestSupport
import ServiceLifecycle
import Synchronization
import Testing

@testable import KubeRuntime

@Suite("Write fence", .timeLimit(.minutes(5)))
struct WriteFenceTests {
    private static let leasePath = "/apis/coordination.k8s.io/v1/namespaces/default/leases"
    private let transport = ScriptedTransport()

    private func fenced(until end: @escaping @Sendable () -> ContinuousClock.Instant?) -> KubeClient {
        KubeClient(transport: WriteFence(base: transport, mayWriteUntil: end), fieldManager: "tester")
    }

    /// A write of each kind.
    private static let writes: [@Sendable (KubeClient) async throws -> Void] = [
        { try await $0.create(Widget.resource, namespace: "default", JSONValue.object([:])) },
        { try await $0.apply(Widget.resource, .named("a"), JSONValue.object([:])) },
        { try await $0.mergePatch(Widget.resource, .named("a"), subresource: .status, JSONValue.object([:])) },
        { try await $0.delete(Widget.resource, .named("a"), uid: "uid") },
    ]

    @Test("Without leadership the process sends reads but no writes", arguments: writes.indices)
    func withoutLeadership(index: Int) async throws {
        let client = fenced { nil }
        await #expect(throws: NotLeading.self) { try await Self.writes[index](client) }
        #expect(transport.requests.isEmpty)
        transport.add(.json(KubeJSON.widget("a")))
        _ = try await client.get(Widget.self, .named("a"))
        #expect(transport.requests.map(\.method) == [.get])
    }

    @Test("The fence lets the writes of a leader through", arguments: writes.indices)
    func leads(index: Int) async throws {
        transport.add(.json(KubeJSON.widget("a")))
        try await Self.writes[index](fenced { .now + .seconds(60) })
        #expect(transport.requests.count == 1)
    }

    @Test("The right to write ends exactly at the deadline of the last renewal")
    func deadline() {
        let start = ContinuousClock.now
        var election = LeaderElection(identity: "me")
        _ = election.held(resourceVersion: "1", sent: start, random: 0)
        _ = election.held(resourceVersion: "2", sent: start + .seconds(2), random: 0)
        let fence = WriteFence(base: transport) { [election] in election.leadsUntil }
        #expect(fence.mayWrite(at: start + .milliseconds(11_999)))
        #expect(!fence.mayWrite(at: start + .seconds(12)))
    }

    @Test("A write that is still running at the deadline is cancelled")
    func underWay() async {
        let end = Mutex<ContinuousClock.Instant?>(nil)
        // Counts from the first check, so that the write is always started.
        let client = fenced {
            end.withLock { end in
                let first = end ?? .now + .milliseconds(50)
                end = first
                return first
            }
        }
        await #expect(throws: NotLeading.self) { try await Self.writes[0](client) }
        #expect(transport.requests.count == 1)
    }

    @Test("A slow write continues when the lease is renewed meanwhile")
    func renewedMeanwhile() async throws {
        let looks = Mutex(0)
        let client = fenced {
            let look = looks.withLock { count in
                count += 1
                return count
            }
            return .now + (look < 3 ? .milliseconds(500) : .seconds(60))
        }
        async let written: Void = Self.writes[0](client)
        #expect(await eventually { looks.withLock { $0 } >= 3 })
        transport.add(.json(KubeJSON.widget("a")))
        try await written
    }

    @Test("A reconcile that outlives the lease writes nothing more, and the process exits")
    func leaseLost() async throws {
        let elector = LeaderElector(
            client: KubeClient(transport: transport, fieldManager: "tester"),
            lease: .named("l"),
            identity: "me",
            timing: .hasty,
            logger: .silent
        )
        let client = KubeClient(transport: transport, fieldManager: "tester").fenced(by: elector)
        let begun = Latch()
        let refused = Recorder<Bool>()
        let controller = Controller(name: "widgets", leadership: elector, logger: .silent) { _ in
            begun.open()
            while elector.isLeading { try? await Task.sleep(for: .milliseconds(1)) }
            do {
                try await client.create(Widget.resource, namespace: "default", JSONValue.object([:]))
            } catch {
                refused.add(error is NotLeading)
            }
            return ReconcileResult()
        }
        controller.enqueue(.named("a"))
        transport.add(.refusal(404, "NotFound"), .json(KubeJSON.lease("me", version: "1"), status: 201))
        let group = ServiceGroup(services: [elector, controller], logger: .silent)
        let run = Task { try await group.run() }
        try await begun.wait()
        // The renewal that the server has held back until now arrives too late.
        transport.add(.refusal(409, "Conflict"), .json(KubeJSON.lease("other", version: "5")))
        await #expect(throws: LeadershipLost.self) { try await run.value }
        #expect(refused.values == [true])
        #expect(transport.requests.allSatisfy { $0.path.hasPrefix(Self.leasePath) })
    }
}
