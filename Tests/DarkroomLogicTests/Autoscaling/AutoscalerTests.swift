import DarkroomLogic
import DarkroomTraffic
import Testing

@Suite("Autoscaler")
struct AutoscalerTests {
    private let start = ContinuousClock.now

    private func after(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func autoscaler(_ change: (inout ScalingPolicy) -> Void = { _ in }) -> Autoscaler {
        var policy = ScalingPolicy(maxReplicas: 100, concurrency: 10, idle: .seconds(120))
        change(&policy)
        return Autoscaler(policy: policy, now: start)
    }

    /// Reports a constant load every second; returns the final number of replicas, which become ready at once.
    private func run(
        _ autoscaler: inout Autoscaler,
        load: Double,
        seconds: ClosedRange<Int>,
        replicas: Int
    ) -> Int {
        var replicas = replicas
        for second in seconds {
            let now = after(Double(second))
            autoscaler.record(ConcurrencyReport(average: load, inFlight: Int(load)), from: "a", now: now)
            replicas = autoscaler.desiredReplicas(ready: replicas, wanted: replicas, now: now) ?? replicas
        }
        return replicas
    }

    @Test(
        "The number of replicas is the one that the load needs, rounded up",
        arguments: [(1.0, 1), (10, 1), (11, 2), (95, 10)]
    )
    func steady(load: Double, expected: Int) {
        var autoscaler = autoscaler()
        #expect(run(&autoscaler, load: load, seconds: 0...90, replicas: expected) == expected)
    }

    @Test("Without a report the number of replicas does not change")
    func noReport() {
        var autoscaler = autoscaler()
        #expect(autoscaler.desiredReplicas(ready: 3, wanted: 3, now: after(500)) == nil)
    }

    @Test("The loads of all peers are summed, and the load of a dead peer expires")
    func peers() {
        var autoscaler = autoscaler { $0.panicThreshold = 1000 }
        autoscaler.record(ConcurrencyReport(average: 20, inFlight: 20), from: "a", now: start)
        autoscaler.record(ConcurrencyReport(average: 30, inFlight: 30), from: "b", now: start)
        #expect(autoscaler.desiredReplicas(ready: 1, wanted: 1, now: start) == 5)
        #expect(autoscaler.desiredReplicas(ready: 5, wanted: 5, now: after(4)) == nil)
        autoscaler.record(ConcurrencyReport(average: 0, inFlight: 0), from: "a", now: after(90))
        #expect(autoscaler.desiredReplicas(ready: 5, wanted: 5, now: after(90)) == 2)
    }

    @Test("A steep rise is followed within the panic window, and nothing is scaled down until it is over")
    func panic() {
        var autoscaler = autoscaler()
        var replicas = run(&autoscaler, load: 10, seconds: 0...60, replicas: 1)
        replicas = run(&autoscaler, load: 100, seconds: 61...67, replicas: replicas)
        #expect(replicas == 10)
        #expect(autoscaler.panickedAt != nil)
        replicas = run(&autoscaler, load: 10, seconds: 68...110, replicas: replicas)
        #expect(replicas == 10)
        replicas = run(&autoscaler, load: 10, seconds: 111...200, replicas: replicas)
        #expect(autoscaler.panickedAt == nil)
        #expect(replicas == 1)
    }

    @Test("A step scales up by no more than the rate allows")
    func scaleUpRate() {
        var autoscaler = autoscaler { $0.maxScaleUpRate = 2 }
        #expect(run(&autoscaler, load: 100, seconds: 0...0, replicas: 2) == 4)
        #expect(run(&autoscaler, load: 100, seconds: 1...1, replicas: 4) == 8)
    }

    @Test("A step scales down by no more than the rate allows")
    func scaleDownRate() {
        var autoscaler = autoscaler()
        #expect(run(&autoscaler, load: 1, seconds: 60...60, replicas: 16) == 8)
        #expect(run(&autoscaler, load: 1, seconds: 61...61, replicas: 8) == 4)
    }

    @Test("The number of replicas stays between the minimum and the maximum", arguments: [(1000.0, 4), (0, 2)])
    func bounds(load: Double, expected: Int) {
        var autoscaler = autoscaler { policy in
            policy.minReplicas = 2
            policy.maxReplicas = 4
        }
        #expect(run(&autoscaler, load: load, seconds: 0...300, replicas: 3) == expected)
    }

    @Test("The last replica is removed after the idle time without a request, and not before")
    func idle() {
        var autoscaler = autoscaler()
        var replicas = run(&autoscaler, load: 5, seconds: 0...10, replicas: 1)
        replicas = run(&autoscaler, load: 0, seconds: 11...129, replicas: replicas)
        #expect(replicas == 1)
        #expect(run(&autoscaler, load: 0, seconds: 130...130, replicas: replicas) == 0)
    }

    @Test("An occasional request keeps the last replica")
    func rareRequests() {
        var autoscaler = autoscaler()
        var replicas = 1
        for second in 0...1000 {
            let load: Double = second.isMultiple(of: 100) ? 0.01 : 0
            let now = after(Double(second))
            autoscaler.record(ConcurrencyReport(average: load, inFlight: 0), from: "a", now: now)
            replicas = autoscaler.desiredReplicas(ready: replicas, wanted: replicas, now: now) ?? replicas
            #expect(replicas == 1)
        }
    }

    @Test("A new leader scales nothing down before it has observed the idle time itself, and wakes nothing")
    func newLeader() {
        var autoscaler = autoscaler()
        #expect(run(&autoscaler, load: 0, seconds: 0...100, replicas: 1) == 1)
        var another = self.autoscaler()
        #expect(run(&another, load: 0, seconds: 0...300, replicas: 0) == 0)
    }

    @Test("A new leader does not scale down because of a quiet moment")
    func newLeaderInALull() {
        var autoscaler = autoscaler()
        #expect(run(&autoscaler, load: 0, seconds: 0...5, replicas: 8) == 8)
        #expect(run(&autoscaler, load: 80, seconds: 6...120, replicas: 8) == 8)
    }

    @Test("Replicas with requests in progress are not removed, however low the average")
    func inFlight() {
        var autoscaler = autoscaler { $0.concurrency = 1 }
        autoscaler.record(ConcurrencyReport(average: 0.1, inFlight: 7), from: "a", now: after(60))
        #expect(autoscaler.desiredReplicas(ready: 8, wanted: 8, now: after(60)) == 7)
    }

    @Test("A request that waits at zero replicas requires one replica")
    func fromZero() {
        var autoscaler = autoscaler()
        autoscaler.record(ConcurrencyReport(average: 0.001, inFlight: 1), from: "a", now: start)
        #expect(autoscaler.desiredReplicas(ready: 0, wanted: 0, now: start) == 1)
    }

    @Test("Impossible numbers do no harm", arguments: [Double.nan, .infinity, -1, 1e300])
    func madPeer(average: Double) {
        var autoscaler = autoscaler()
        autoscaler.record(ConcurrencyReport(average: average, inFlight: .min), from: "a", now: start)
        let desired = autoscaler.desiredReplicas(ready: .max, wanted: .max, now: start)
        #expect((0...100).contains(desired ?? -1))
    }
}
