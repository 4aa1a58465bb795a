import DarkroomAPI
import DarkroomLogic
import DarkroomTraffic
import KubeCore
import Testing

@testable import DarkroomGateway

@Suite("Scaling by what the replicas of the gateway report")
struct ServiceScalingTests {
    private static let start = ContinuousClock.now
    private static let scaling: JSONValue = [
        "minReplicas": 0, "maxReplicas": 5, "concurrency": 1, "idleSeconds": 10,
    ]

    private var scaling = ServiceScaling()

    private static func reading(_ uptime: Double, _ requestSeconds: Double, inFlight: Int) -> ConcurrencyReading {
        let service = ConcurrencyReading.Service(
            namespace: "vision",
            name: "s",
            requestSeconds: requestSeconds,
            inFlight: inFlight
        )
        return ConcurrencyReading(uptime: uptime, services: [service])
    }

    /// Lets a number of seconds pass, each with the same readings of the peers, and returns the last decision.
    private mutating func decide(
        seconds: ClosedRange<Int>,
        wanted: Int,
        ready: Int? = nil,
        spec: [String: JSONValue] = ["scaling": scaling],
        isReplacingModel: Bool = false,
        serving: Set<String> = [],
        _ readings: (Double) -> [String: ConcurrencyReading]
    ) throws -> Int? {
        let service = try Cluster.service("s", spec: spec)
        var last: Int?
        for second in seconds {
            let decisions = scaling.decide(
                [service],
                readings(Double(second)),
                serving: serving,
                now: Self.start + .seconds(second)
            ) { _ in
                ServiceReplicas(wanted: wanted, ready: ready ?? wanted, isReplacingModel: isReplacingModel)
            }
            last = decisions.first?.replicas
        }
        return last
    }

    @Test("sums all reports")
    mutating func sum() throws {
        let desired = try decide(seconds: 1...3, wanted: 1) { uptime in
            ["a": Self.reading(uptime, uptime * 2, inFlight: 2), "b": Self.reading(uptime, uptime, inFlight: 1)]
        }
        #expect(desired == 3)
    }

    @Test("puts a service to sleep after the idle time without a request, not before")
    mutating func idle() throws {
        let none = { (uptime: Double) in ["a": Self.reading(uptime, 0, inFlight: 0)] }
        #expect(try decide(seconds: 1...10, wanted: 1, none) == nil)
        #expect(try decide(seconds: 11...11, wanted: 1, none) == 0)
    }

    @Test("keeps the last pod of the served model version while another version loads or fails to load")
    mutating func replacedModel() throws {
        let none = { (uptime: Double) in ["a": Self.reading(uptime, 0, inFlight: 0)] }
        #expect(try decide(seconds: 1...100, wanted: 1, isReplacingModel: true, none) == nil)
        #expect(try decide(seconds: 101...101, wanted: 3, isReplacingModel: true, none) == 1)
        // One failed probe is allowed.
        #expect(try decide(seconds: 102...131, wanted: 1, ready: 0, none) == nil)
        #expect(try decide(seconds: 132...132, wanted: 1, none) == 0)
        #expect(try decide(seconds: 133...133, wanted: 0, isReplacingModel: true, none) == nil)
    }

    @Test("lets a service finish waking without waiting requests, and starts its idle time then")
    mutating func waking() throws {
        let none = { (uptime: Double) in ["a": Self.reading(uptime, 0, inFlight: 0)] }
        _ = try decide(seconds: 1...1, wanted: 0, none)
        #expect(try decide(seconds: 2...601, wanted: 1, ready: 0, none) == nil)
        #expect(try decide(seconds: 602...602, wanted: 1, ready: 0, none) == 0)
        _ = try decide(seconds: 603...603, wanted: 0, none)
        #expect(try decide(seconds: 604...700, wanted: 1, ready: 0, none) == nil)
        #expect(try decide(seconds: 701...710, wanted: 1, none) == nil)
        #expect(try decide(seconds: 711...711, wanted: 1, none) == 0)
    }

    @Test("counts a request that began and ended between two readings")
    mutating func shortRequest() throws {
        // One request of 20 ms, in the ninth second.
        let desired = try decide(seconds: 1...12, wanted: 1) { uptime in
            ["a": Self.reading(uptime, uptime >= 9 ? 0.02 : 0, inFlight: 0)]
        }
        #expect(desired == nil)
    }

    @Test("lets the numbers of a dead peer expire")
    mutating func deadPeer() throws {
        _ = try decide(seconds: 1...2, wanted: 1) { uptime in
            ["a": Self.reading(uptime, 0, inFlight: 0), "b": Self.reading(uptime, uptime, inFlight: 1)]
        }
        let alone = { (uptime: Double) in ["a": Self.reading(uptime, 0, inFlight: 0)] }
        #expect(try decide(seconds: 3...11, wanted: 1, alone) == nil)
        #expect(try decide(seconds: 12...16, wanted: 1, alone) == 0)
    }

    @Test("does not scale down while a peer that serves requests does not answer")
    mutating func silentPeer() throws {
        let alone = { (uptime: Double) in ["a": Self.reading(uptime, 0, inFlight: 0)] }
        #expect(try decide(seconds: 1...100, wanted: 1, serving: ["a", "b"], alone) == nil)
        #expect(try decide(seconds: 101...101, wanted: 1, serving: ["a"], alone) == 0)
    }

    @Test("counts short requests at a peer that answers every other time")
    mutating func flappingPeer() throws {
        let desired = try decide(seconds: 1...40, wanted: 1, serving: ["b"]) { uptime in
            var readings = ["a": Self.reading(uptime, 0, inFlight: 0)]
            if Int(uptime).isMultiple(of: 2) { readings["b"] = Self.reading(uptime, uptime * 0.1, inFlight: 0) }
            return readings
        }
        #expect(desired == nil)
    }

    @Test("counts from zero when a peer has restarted")
    mutating func restartedPeer() throws {
        _ = try decide(seconds: 50...52, wanted: 1) { ["a": Self.reading($0, $0 * 5, inFlight: 5)] }
        var history = PeerHistory()
        _ = history.take(Self.reading(50, 250, inFlight: 5))
        let report = history.take(Self.reading(2, 1, inFlight: 1))
        #expect(report[ServiceID(namespace: "vision", name: "s")]?.average == 0.5)
    }

    @Test("leaves waking to the replicas that hold the requests")
    mutating func asleep() throws {
        let desired = try decide(seconds: 1...3, wanted: 0) { ["a": Self.reading($0, $0, inFlight: 1)] }
        #expect(desired == nil)
    }

    @Test("scales a stopped service down at once")
    mutating func stopped() throws {
        let desired = try decide(seconds: 1...1, wanted: 2, spec: ["stopped": true]) { uptime in
            ["a": Self.reading(uptime, uptime, inFlight: 3)]
        }
        #expect(desired == 0)
    }

    @Test("keeps to minReplicas and maxReplicas")
    mutating func bounds() throws {
        let spec: [String: JSONValue] = ["scaling": ["minReplicas": 2, "maxReplicas": 3, "idleSeconds": 1]]
        let idle = try decide(seconds: 1...30, wanted: 5, spec: spec) { ["a": Self.reading($0, 0, inFlight: 0)] }
        #expect(idle == 2)
        let busy = try decide(seconds: 31...40, wanted: 2, spec: spec) {
            ["a": Self.reading($0, $0 * 50, inFlight: 50)]
        }
        #expect(busy == 3)
    }

    @Test("changes nothing without any reading")
    mutating func silence() throws {
        #expect(try decide(seconds: 1...30, wanted: 3) { _ in [:] } == nil)
    }
}
