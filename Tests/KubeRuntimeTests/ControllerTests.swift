import KubeClient
import KubeCore
import KubeTestSupport
import Logging
import ServiceLifecycle
import Testing

@testable import KubeRuntime

@Suite("Controller", .timeLimit(.minutes(5)))
struct ControllerTests {
    private let transport = ScriptedTransport()
    private let reflector: Reflector<Widget>
    private let seen = Recorder<String>()

    init() {
        reflector = Reflector(
            Widget.self,
            client: KubeClient(transport: transport, fieldManager: "tester"),
            backoff: .none,
            initialState: .paged,
            logger: .silent
        )
    }

    private func controller(
        workers: Int = 4,
        leadership: LeaderElector? = nil,
        timeouts: ControllerTimeouts = ControllerTimeouts(),
        reconcile: @escaping Controller.Reconcile
    ) -> Controller {
        Controller(
            name: "widgets",
            maxConcurrentReconciles: workers,
            leadership: leadership,
            backoff: .none,
            timeouts: timeouts,
            logger: .silent,
            reconcile: reconcile
        )
    }

    /// A controller that records what it is called with.
    private func recording(leadership: LeaderElector? = nil) -> Controller {
        controller(leadership: leadership) { [seen] key in
            seen.add(key.name)
            return ReconcileResult()
        }
    }

    // MARK: Which objects are reconciled

    @Test("The controller reconciles every object once the cache has it, and whenever it changes")
    func primary() async throws {
        let watch = ScriptedWatch()
        transport.add(
            .json(KubeJSON.list([KubeJSON.widget("a"), KubeJSON.widget("b")], version: "10")),
            .watch(watch)
        )
        let controller = recording()
        controller.watch(primary: reflector)
        try await running(reflector, controller) { _ in
            #expect(await eventually { Set(seen.values) == ["a", "b"] })
            watch.send(KubeJSON.event("ADDED", KubeJSON.widget("c", version: "11")))
            #expect(await eventually { seen.values.contains("c") })
            watch.send(KubeJSON.event("DELETED", KubeJSON.widget("a", version: "12")))
            #expect(await eventually { seen.values.filter { $0 == "a" }.count == 2 })
        }
        #expect(seen.count == 4)
    }

    @Test("A change to a child queues its owner, both before and after the child changes owners")
    func owners() async throws {
        func child(_ owner: String, kind: String = "Gadget", version: String) -> JSONValue {
            let reference = OwnerReference(
                apiVersion: "example.dev/v1",
                kind: kind,
                name: owner,
                uid: owner,
                controller: true
            )
            return KubeJSON.widget("child", version: version, owner: reference)
        }
        let watch = ScriptedWatch()
        transport.add(.json(KubeJSON.list([child("one", version: "1")], version: "10")), .watch(watch))
        let controller = recording()
        controller.owns(
            reflector,
            owner: APIResource(group: "example.dev", version: "v1", kind: "Gadget", plural: "gadgets")
        )
        try await running(reflector, controller) { _ in
            #expect(await eventually { seen.values == ["one"] })
            watch.send(KubeJSON.event("MODIFIED", child("two", version: "11")))
            #expect(await eventually { seen.values.sorted() == ["one", "one", "two"] })
            watch.send(KubeJSON.event("MODIFIED", child("three", kind: "Other", version: "12")))
            #expect(await eventually { seen.values.sorted() == ["one", "one", "two", "two"] })
        }
    }

    @Test("A change of a child in a namespace wakes an owner that is not in any namespace")
    func clusterScopedOwner() async throws {
        let reference = OwnerReference(
            apiVersion: "example.dev/v1",
            kind: "Gadget",
            name: "wide",
            uid: "wide",
            controller: true
        )
        let child = KubeJSON.widget("child", version: "1", owner: reference)
        transport.add(.json(KubeJSON.list([child], version: "10")), .watch(ScriptedWatch()))
        let keys = Recorder<ObjectKey>()
        let controller = controller { key in
            keys.add(key)
            return ReconcileResult()
        }
        controller.owns(
            reflector,
            owner: APIResource(
                group: "example.dev",
                version: "v1",
                kind: "Gadget",
                plural: "gadgets",
                isNamespaced: false
            )
        )
        try await running(reflector, controller) { _ in
            #expect(await eventually { keys.values == [ObjectKey(namespace: nil, name: "wide")] })
        }
    }

    @Test("A controller reconciles nothing before its caches are complete")
    func waitsForCaches() async throws {
        let controller = recording()
        controller.watch(primary: reflector)
        controller.enqueue(.named("early"))
        try await running(reflector, controller) { _ in
            #expect(await eventually { transport.requests.count == 1 })
            #expect(seen.values.isEmpty)
            transport.add(.json(KubeJSON.list([KubeJSON.widget("a")], version: "10")))
            #expect(await eventually { Set(seen.values) == ["early", "a"] })
        }
    }

    // MARK: Concurrency

    @Test("The controller reconciles no more keys at once than allowed", arguments: [1, 3])
    func boundedConcurrency(workers: Int) async throws {
        let busy = Occupancy()
        let gate = Latch()
        let controller = controller(workers: workers) { [seen] key in
            busy.enter()
            try await gate.wait()
            busy.leave()
            seen.add(key.name)
            return ReconcileResult()
        }
        for number in 0..<20 { controller.enqueue(.named("k\(number)")) }
        try await running(controller) { _ in
            #expect(await eventually { busy.now == workers })
            gate.open()
            #expect(await eventually { seen.count == 20 })
        }
        #expect(busy.greatest == workers)
    }

    @Test("A key that changes during its reconcile is reconciled once more afterwards")
    func neverTwiceAtOnce() async throws {
        let busy = Occupancy()
        let gate = Latch()
        let controller = controller { [seen] key in
            busy.enter()
            try await gate.wait()
            busy.leave()
            seen.add(key.name)
            return ReconcileResult()
        }
        controller.enqueue(.named("a"))
        try await running(controller) { _ in
            #expect(await eventually { busy.now == 1 })
            for _ in 0..<10 { controller.enqueue(.named("a")) }
            gate.open()
            #expect(await eventually { seen.count == 2 })
            controller.enqueue(.named("b"))
            #expect(await eventually { seen.values.last == "b" })
        }
        #expect(busy.greatest == 1)
        #expect(seen.values == ["a", "a", "b"])
    }

    // MARK: Retries

    @Test("A reconcile that fails is retried until it succeeds, and not again after that")
    func retries() async throws {
        let controller = controller { [seen] key in
            guard seen.add(key.name) > 3 else { throw TransportError("reset", outcome: .unknown) }
            return ReconcileResult()
        }
        controller.enqueue(.named("a"))
        try await running(controller) { _ in
            #expect(await eventually { seen.count == 4 })
            controller.enqueue(.named("b"))
            #expect(await eventually { seen.values.last == "b" })
        }
        #expect(seen.values == ["a", "a", "a", "a", "b"])
    }

    @Test("The controller waits as long as the server asks for, however short the backoff")
    func retryAfter() async throws {
        let status = KubeStatus(code: 429, reason: "TooManyRequests", message: "later")
        let controller = controller { [seen] key in
            guard seen.add(key.name) == 1 else { return ReconcileResult() }
            throw KubeError.throttled(status, retryAfter: .milliseconds(300))
        }
        controller.enqueue(.named("a"))
        let began = ContinuousClock.now
        try await running(controller) { _ in
            #expect(await eventually { seen.count == 2 })
        }
        #expect(ContinuousClock.now - began >= .milliseconds(300))
    }

    @Test(
        "A reconcile that fails with a terminal error is not retried until the object changes",
        arguments: [false, true]
    )
    func terminalError(afterWrites: Bool) async throws {
        let watch = ScriptedWatch()
        transport.add(.json(KubeJSON.list([KubeJSON.widget("a")], version: "10")), .watch(watch))
        let controller = controller { [seen] key in
            guard seen.add(key.name) == 1 else { return ReconcileResult() }
            let error = TerminalError(TransportError("never", outcome: .unknown))
            if afterWrites { throw ReconcileFailure(error, writes: []) }
            throw error
        }
        controller.watch(primary: reflector)
        try await running(reflector, controller) { _ in
            #expect(await eventually { seen.values == ["a"] })
            // Longer than the backoff, which would have been one millisecond.
            try await Task.sleep(for: .milliseconds(50))
            #expect(seen.values == ["a"])
            watch.send(KubeJSON.event("MODIFIED", KubeJSON.widget("a", version: "11")))
            #expect(await eventually { seen.values == ["a", "a"] })
        }
    }

    @Test("A change is reconciled ahead of the keys that a list has queued")
    func priorities() async throws {
        let names = (0..<50).map { "k\($0)" }
        let watch = ScriptedWatch()
        transport.add(.json(KubeJSON.list(names.map { KubeJSON.widget($0) }, version: "10")), .watch(watch))
        let gate = Latch()
        let known = Recorder<String>()
        let controller = controller(workers: 1) { [seen] key in
            try await gate.wait()
            seen.add(key.name)
            return ReconcileResult()
        }
        controller.watch(primary: reflector)
        // Notified after the controller.
        reflector.onChange { known.add($0.key.name) }
        try await running(reflector, controller) { _ in
            watch.send(KubeJSON.event("ADDED", KubeJSON.widget("changed", version: "11")))
            #expect(await eventually { known.values.contains("changed") })
            gate.open()
            #expect(await eventually { seen.count == 51 })
        }
        #expect(seen.values.prefix(2).contains("changed"))
    }

    @Test("A key that always fails does not delay the other keys")
    func failsForEver() async throws {
        let controller = controller(workers: 1) { [seen] key in
            if key.name == "bad" { throw TransportError("reset", outcome: .unknown) }
            seen.add(key.name)
            return ReconcileResult()
        }
        controller.enqueue(.named("bad"))
        try await running(controller) { _ in
            for number in 0..<10 {
                controller.enqueue(.named("k\(number)"))
                #expect(await eventually { seen.count == number + 1 })
            }
        }
    }

    @Test("A reconcile is repeated after the time it asked for, even if nothing changes")
    func requeueAfter() async throws {
        let controller = controller { [seen] key in
            ReconcileResult(requeueAfter: seen.add(key.name) < 3 ? .milliseconds(1) : nil)
        }
        controller.enqueue(.named("a"))
        try await running(controller) { _ in
            #expect(await eventually { seen.count == 3 })
        }
    }

    @Test("A requeue that is due earlier than the one already scheduled is also carried out")
    func earlierAlarm() async throws {
        let controller = controller { [seen] key in
            let first = seen.add(key.name) == 1
            if key.name == "far" { return ReconcileResult(requeueAfter: .seconds(Int64.max)) }
            return ReconcileResult(requeueAfter: first || seen.count < 4 ? .milliseconds(1) : nil)
        }
        controller.enqueue(.named("far"))
        try await running(controller) { _ in
            #expect(await eventually { seen.values == ["far"] })
            controller.enqueue(.named("near"))
            #expect(await eventually { seen.values == ["far", "near", "near", "near"] })
        }
    }

    // MARK: Read your writes

    @Test(
        "A key is not reconciled again before the cache has seen what the last reconcile wrote",
        arguments: [false, true]
    )
    func readYourWrites(fails: Bool) async throws {
        let watch = ScriptedWatch()
        transport.add(.json(KubeJSON.list([KubeJSON.widget("a")], version: "10")), .watch(watch))
        let expectation = WriteExpectation(resource: Widget.resource, resourceVersion: "20")
        let controller = controller { [seen] key in
            guard seen.add(key.name) == 1 else { return ReconcileResult() }
            if fails { throw ReconcileFailure(TransportError("reset", outcome: .unknown), writes: [expectation]) }
            return ReconcileResult(writes: [expectation])
        }
        controller.watch(primary: reflector)
        try await running(reflector, controller) { _ in
            #expect(await eventually { seen.values == ["a"] })
            controller.enqueue(.named("a"))
            watch.send(KubeJSON.event("ADDED", KubeJSON.widget("b", version: "19")))
            #expect(await eventually { seen.values == ["a", "b"] })
            watch.send(KubeJSON.bookmark("20"))
            #expect(await eventually { seen.values == ["a", "b", "a"] })
        }
    }

    @Test("A key whose write the cache never sees is reconciled after a timeout, and the caches are relisted")
    func writeNeverSeen() async throws {
        transport.add(.json(KubeJSON.list([KubeJSON.widget("a")], version: "100")), .watch(ScriptedWatch()))
        var timeouts = ControllerTimeouts()
        timeouts.writeVisibility = .milliseconds(20)
        let controller = controller(timeouts: timeouts) { [seen] key in
            guard seen.add(key.name) == 1 else { return ReconcileResult() }
            // An etcd that is restored from a backup continues from there, without the later writes.
            return ReconcileResult(writes: [WriteExpectation(resource: Widget.resource, resourceVersion: "101")])
        }
        controller.watch(primary: reflector)
        try await running(reflector, controller) { _ in
            #expect(await eventually { seen.values == ["a"] })
            controller.enqueue(.named("a"))
            #expect(await eventually { seen.values == ["a", "a"] })
            #expect(await eventually { transport.requests.count == 3 })
        }
        #expect(transport.requests.last?.isWatch == false)
    }

    @Test("The caches are relisted when the server turns out to be behind them")
    func historyLost() async throws {
        transport.add(.json(KubeJSON.list([KubeJSON.widget("a")], version: "100")), .watch(ScriptedWatch()))
        let controller = controller { [seen] key in
            guard seen.add(key.name) == 1 else { return ReconcileResult() }
            throw ReconcileFailure(HistoryLost(resource: Widget.resource, key: key), writes: [])
        }
        controller.watch(primary: reflector)
        try await running(reflector, controller) { _ in
            #expect(await eventually { seen.values == ["a", "a"] })
            #expect(await eventually { transport.requests.count == 3 })
        }
        #expect(transport.requests.last?.isWatch == false)
    }

    @Test(
        "The caches are relisted after a conflict that they cannot explain, and after no other",
        arguments: [("100", true), ("101", false)]
    )
    func conflict(version: String, isRelisted: Bool) async throws {
        transport.add(.json(KubeJSON.list([KubeJSON.widget("a")], version: "100")), .watch(ScriptedWatch()))
        let present = ObjectMeta(name: "a", namespace: "default", uid: "another", resourceVersion: version)
        let controller = controller { [seen] key in
            guard seen.add(key.name) == 1 else { return ReconcileResult() }
            throw ReconcileFailure(CacheConflict(resource: Widget.resource, present: present), writes: [])
        }
        controller.watch(primary: reflector)
        try await running(reflector, controller) { _ in
            #expect(await eventually { seen.values == ["a", "a"] })
            if isRelisted { #expect(await eventually { transport.requests.count == 3 }) }
        }
        #expect(transport.requests.map(\.isWatch) == (isRelisted ? [false, true, false] : [false, true]))
    }

    // MARK: Start and shutdown

    @Test("Shutting down lets running reconciles finish and starts no new ones")
    func gracefulStop() async throws {
        let busy = Occupancy()
        let gate = Latch()
        let controller = controller(workers: 1) { [seen] key in
            busy.enter()
            try await gate.wait()
            try Task.checkCancellation()
            seen.add(key.name)
            return ReconcileResult()
        }
        controller.enqueue(.named("a"))
        controller.enqueue(.named("b"))
        try await running(controller) { group in
            #expect(await eventually { busy.now == 1 })
            await group.triggerGracefulShutdown()
            #expect(await eventually { controller.isStopping })
            gate.open()
        }
        #expect(seen.values == ["a"])
    }

    @Test("Shutting down before the caches are complete does not throw")
    func stopsBeforeItBegan() async throws {
        let controller = recording()
        controller.watch(primary: reflector)
        try await running(reflector, controller) { _ in
            #expect(await eventually { transport.requests.count == 1 })
        }
        #expect(seen.values.isEmpty)
    }

    @Test("A replica reconciles nothing until it becomes the leader")
    func leadership() async throws {
        let elector = elector(.hasty)
        let controller = recording(leadership: elector)
        controller.enqueue(.named("a"))
        transport.add(.json(KubeJSON.lease("other", version: "1")))
        try await running(elector, controller) { group in
            #expect(await eventually { transport.requests.count == 2 })
            #expect(seen.values.isEmpty)
            transport.add(.json(KubeJSON.lease("", version: "2")), .json(KubeJSON.lease("me", version: "3")))
            #expect(await eventually { seen.values == ["a"] })
            #expect(await group.shutdown(transport, lease: KubeJSON.lease("other", version: "4")))
        }
    }

    @Test("A follower that takes over relists first, because the server may have lost what it has watched")
    func relistsBeforeLeading() async throws {
        var timeouts = ControllerTimeouts()
        timeouts.trustedListAge = .zero
        let elector = elector(.hasty)
        let controller = controller(leadership: elector, timeouts: timeouts) { [seen, reflector] key in
            seen.add("\(key.name) \(reflector.resourceVersion)")
            return ReconcileResult()
        }
        controller.watch(primary: reflector)
        let (leases, widgets) = (LeaseView.resource.path(namespace: "default"), Widget.resource.path(namespace: nil))
        transport.add(
            .json(KubeJSON.list([KubeJSON.widget("a"), KubeJSON.widget("b")], version: "100")).to(widgets),
            .watch(ScriptedWatch()).to(widgets),
            .json(KubeJSON.lease("other", version: "1")).to("\(leases)/l")
        )
        try await running(reflector, elector, controller) { group in
            #expect(await eventually { reflector.isSynced && transport.requests.count == 4 })
            transport.add(
                .json(KubeJSON.lease("", version: "2")).to("\(leases)/l"),
                .json(KubeJSON.lease("me", version: "3")).to("\(leases)/l")
            )
            #expect(await eventually { elector.isLeading })
            #expect(seen.values.isEmpty)
            transport.add(
                .json(KubeJSON.list([KubeJSON.widget("a", version: "7"), KubeJSON.widget("c")], version: "50"))
                    .to(widgets)
            )
            #expect(await eventually { Set(seen.values) == ["a 50", "b 50", "c 50"] })
            await group.triggerGracefulShutdown()
            #expect(
                await eventually {
                    transport.requests.last.map { [$0.method.rawValue, $0.path] } == ["GET", "\(leases)/l"]
                }
            )
            transport.add(.json(KubeJSON.lease("other", version: "4")).to("\(leases)/l"))
        }
    }

    @Test("Shutting down a replica that never led does not throw")
    func stopsWithoutLeading() async throws {
        let elector = elector(.once)
        let controller = recording(leadership: elector)
        transport.add(.json(KubeJSON.lease("other", version: "1")))
        try await running(elector, controller) { group in
            #expect(await eventually { transport.requests.count == 1 })
            #expect(await group.shutdown(transport, lease: KubeJSON.lease("other", version: "1")))
        }
        #expect(seen.values.isEmpty)
    }

    private func elector(_ timing: LeaderElection.Timing) -> LeaderElector {
        LeaderElector(
            client: KubeClient(transport: transport, fieldManager: "tester"),
            lease: .named("l"),
            identity: "me",
            timing: timing,
            logger: .silent
        )
    }
}
