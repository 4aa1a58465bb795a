import KubeClient
import KubeCore
import KubeTestSupport
import Logging
import ServiceLifecycle
import Testing

@testable import KubeRuntime

@Suite("Controller timeouts", .timeLimit(.minutes(5)))
struct ControllerTimeoutTests {
    private let transport = ScriptedTransport()
    private let clock = ManualClock()
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

    private func controller(reconcile: @escaping Controller.Reconcile) -> Controller {
        let controller = Controller(
            name: "widgets",
            maxConcurrentReconciles: 1,
            backoff: .none,
            clock: clock,
            logger: .silent,
            reconcile: reconcile
        )
        controller.watch(primary: reflector)
        return controller
    }

    @Test("A cache that does not sync in time ends the controller with an error that names the cache")
    func cacheSync() async throws {
        let controller = controller { _ in ReconcileResult() }
        let group = ServiceGroup(services: [reflector, controller], logger: .silent)
        let running = Task { try await group.run() }
        #expect(await clock.sleepers(1))
        clock.advance(by: .seconds(119))
        #expect(await clock.sleepers(1))
        clock.advance(by: .seconds(1))
        let error = await #expect(throws: CacheSyncTimeout.self) { try await running.value }
        #expect(error?.resources == ["widgets.example.dev"])
        #expect(error?.description.contains("controller widgets: no complete list of widgets.example.dev") == true)
    }

    @Test("Caches that sync in time never trigger the sync timeout")
    func synced() async throws {
        transport.add(.json(KubeJSON.list([KubeJSON.widget("a")], version: "10")), .watch(ScriptedWatch()))
        let controller = controller { [seen] key in
            seen.add(key.name)
            return ReconcileResult()
        }
        try await running(reflector, controller) { _ in
            #expect(await eventually { seen.values == ["a"] })
            clock.advance(by: .seconds(1000))
            controller.enqueue(.named("b"))
            #expect(await eventually { seen.values == ["a", "b"] })
        }
    }

    @Test("A reconcile that hangs is cancelled and retried, and other objects of its kind are reconciled meanwhile")
    func hangingReconcile() async throws {
        transport.add(.json(KubeJSON.list([KubeJSON.widget("a")], version: "10")), .watch(ScriptedWatch()))
        let cancelled = Recorder<String>()
        let controller = controller { [seen] key in
            guard seen.add(key.name) == 1 else { return ReconcileResult() }
            do {
                try await Task.sleep(for: .seconds(3600))
            } catch {
                cancelled.add(key.name)
                throw error
            }
            return ReconcileResult()
        }
        try await running(reflector, controller) { _ in
            #expect(await eventually { seen.values == ["a"] })
            controller.enqueue(.named("b"))
            #expect(await clock.sleepers(1))
            clock.advance(by: .seconds(300))
            #expect(await eventually { seen.count >= 3 })
            #expect(cancelled.values == ["a"])
            #expect(Set(seen.values.dropFirst()) == ["a", "b"])
        }
    }

    @Test("A timeout keeps the writes that the reconcile has made so far, and names the object")
    func writesBeforeTimeout() async throws {
        let controller = controller { _ in
            try? await Task.sleep(for: .seconds(3600))
            let expectation = WriteExpectation(resource: Widget.resource, resourceVersion: "20")
            throw ReconcileFailure(CancellationError(), writes: [expectation])
        }
        let reconcile = Task { try await controller.reconcileInTime(.named("a")) }
        #expect(await clock.sleepers(1))
        clock.advance(by: .seconds(300))
        let failure = await #expect(throws: ReconcileFailure.self) { try await reconcile.value }
        #expect(failure?.writes.count == 1)
        let timeout = try #require(failure?.underlying as? ReconciliationTimeout)
        #expect(timeout.description == "the reconcile of default/a took longer than 300.0 seconds and was cancelled")
    }
}
