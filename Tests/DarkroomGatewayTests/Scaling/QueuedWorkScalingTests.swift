import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@testable import DarkroomGateway

@Suite("Scaling by queued work")
struct QueuedWorkScalingTests {
    private static let start = ContinuousClock.now
    private var scaling = ServiceScaling()

    /// Lets a number of seconds pass without requests, and returns the last decision.
    private mutating func decide(
        _ seconds: ClosedRange<Int>,
        wanted: Int,
        inFlight: Int = 0,
        stopped: Bool = false,
        _ queue: AsyncQueueDepth.Knowledge
    ) throws -> Int? {
        let service = try Cluster.service(
            "s",
            spec: [
                "scaling": ["maxReplicas": 5, "concurrency": 2, "idleSeconds": 10], "stopped": .bool(stopped),
                "async": ["queue": ["service": "jobs", "path": "/queue"]],
            ]
        )
        var last: Int?
        for second in seconds {
            let requests = ConcurrencyReading.Service(
                namespace: "vision",
                name: "s",
                requestSeconds: Double(second * inFlight),
                inFlight: inFlight
            )
            let decisions = scaling.decide(
                [service],
                ["a": ConcurrencyReading(uptime: Double(second), services: [requests])],
                serving: ["a"],
                asyncQueue: { _ in queue },
                now: Self.start + .seconds(second)
            ) { _ in ServiceReplicas(wanted: wanted, ready: wanted) }
            last = decisions.first?.replicas
        }
        return last
    }

    @Test("wakes a sleeping service, with as many pods as the work needs")
    mutating func wakes() throws {
        #expect(try decide(1...20, wanted: 0, .depth(0)) == nil)
        #expect(try decide(21...21, wanted: 0, .depth(1)) == 1)
        #expect(try decide(22...30, wanted: 0, .depth(7)) == 4)
        #expect(try decide(31...40, wanted: 0, .depth(1_000_000_000)) == 5)
    }

    @Test("adds up requests and queued work")
    mutating func sum() throws {
        #expect(try decide(1...10, wanted: 1, inFlight: 3, .depth(3)) == 3)
    }

    @Test("stops no pod while there is work, and all of them after the idle time without any")
    mutating func idle() throws {
        #expect(try decide(1...200, wanted: 1, .depth(1)) == nil)
        #expect(try decide(201...209, wanted: 1, .depth(0)) == nil)
        #expect(try decide(210...210, wanted: 1, .depth(0)) == 0)
    }

    @Test("does not scale down while the depth of the queue is unknown")
    mutating func unknown() throws {
        #expect(try decide(1...100, wanted: 1, .unknown) == nil)
    }

    @Test("ignores a queue that cannot be read, which would hold accelerators for nothing")
    mutating func unreadable() throws {
        _ = try decide(1...10, wanted: 2, .depth(4))
        #expect(try decide(11...30, wanted: 2, .unreadable(.noReply)) == 0)
    }

    @Test("does not start a stopped service")
    mutating func stopped() throws {
        #expect(try decide(1...10, wanted: 0, stopped: true, .depth(9)) == nil)
        #expect(try decide(11...11, wanted: 3, stopped: true, .depth(9)) == 0)
    }
}
