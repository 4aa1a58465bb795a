import KubeClient
import KubeCore
import KubeReconcile
import KubeTestSupport
import Logging
import ServiceLifecycle
import Testing

@testable import KubeRuntime

/// A write, the API server's answer, and the event that shows the write to the cache, which is held back until then.
struct HeldBackWrite: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let write: ChildWrite?
    let answer: JSONValue
    /// Shows the write to the cache of children; nil for a write that the cache of custom resources must see.
    let echo: JSONValue?

    private static let key = ObjectKey(namespace: "default", name: "child")
    private static let manifest = ChildManifest(
        resource: Widget.resource,
        key: key,
        body: ["metadata": ["name": "child"]]
    )
    private static let after = KubeJSON.widget("child", version: "20")

    static let all = [
        HeldBackWrite(
            testDescription: "a create",
            write: .create(manifest),
            answer: after,
            echo: KubeJSON.event("ADDED", after)
        ),
        HeldBackWrite(
            testDescription: "an apply",
            write: .apply(manifest, uid: "uid-child"),
            answer: after,
            echo: KubeJSON.event("MODIFIED", after)
        ),
        HeldBackWrite(
            testDescription: "a patch",
            write: .patch(Widget.resource, key, uid: "uid-child", [:]),
            answer: after,
            echo: KubeJSON.event("MODIFIED", after)
        ),
        HeldBackWrite(
            testDescription: "a scaling",
            write: .scale(Widget.resource, key, uid: "uid-child", replicas: 1),
            answer: after,
            echo: KubeJSON.event("MODIFIED", after)
        ),
        HeldBackWrite(
            testDescription: "a deletion",
            write: .delete(Widget.resource, key, uid: "uid-child"),
            answer: KubeJSON.status(200),
            echo: KubeJSON.event("DELETED", after)
        ),
        HeldBackWrite(
            testDescription: "a deletion that waits for finalizers",
            write: .delete(Widget.resource, key, uid: "uid-child"),
            answer: [
                "metadata": ["name": "child", "resourceVersion": "20", "deletionTimestamp": "2026-01-31T12:00:00Z"]
            ],
            echo: KubeJSON.event("MODIFIED", after)
        ),
        HeldBackWrite(
            testDescription: "a status",
            write: nil,
            answer: ["metadata": ["name": "gadget", "resourceVersion": "20"]],
            echo: nil
        ),
    ]
}

@Suite("Read your writes", .timeLimit(.minutes(5)))
struct ReadYourWritesTests {
    private let transport = ScriptedTransport()
    private let gadgetWatch = ScriptedWatch()
    private let childWatch = ScriptedWatch()
    private let reconciled = Recorder<String>()

    private var writes: Int { transport.requests.count { $0.method != .get } }

    @Test("A write is not repeated before the cache has seen the first one", arguments: HeldBackWrite.all)
    func heldBack(_ held: HeldBackWrite) async throws {
        let client = KubeClient(transport: transport, fieldManager: "tester")
        let gadgets = Reflector(Gadget.self, client: client, initialState: .paged, logger: .silent)
        let children = Reflector(Widget.self, client: client, initialState: .paged, logger: .silent)
        let reconciler = KindReconciler(
            store: gadgets.store,
            children: ChildWriter(client: client, specHashAnnotation: "example.dev/spec-hash"),
            status: StatusWriter(client: client),
            recordEvent: { _ in },
            // It plans its write whatever the caches show: only the expectations prevent a second one.
            plan: { gadget, _, _ in
                guard let write = held.write else { return ReconcilePlan(status: Gadget.Status(message: "new")) }
                return ReconcilePlan(writes: [write], status: gadget.status ?? Gadget.Status())
            }
        )
        let controller = Controller(name: "gadgets", logger: .silent) { [reconciled] key in
            reconciled.add(key.name)
            return try await reconciler.reconcile(key)
        }
        controller.watch(primary: gadgets)
        controller.watch(children) { _ in [] }
        transport.add(
            .json(KubeJSON.list([Gadget.json], version: "10")).to(Gadget.resource.path(namespace: nil)),
            .watch(gadgetWatch).to(Gadget.resource.path(namespace: nil)),
            .json(KubeJSON.list([KubeJSON.widget("child")], version: "10")).to(Widget.resource.path(namespace: nil)),
            .watch(childWatch).to(Widget.resource.path(namespace: nil)),
            // Each create checks first whether its owner still exists.
            .json(Gadget.json).to("\(Gadget.resource.path(namespace: "default"))/gadget"),
            .json(Gadget.json).to("\(Gadget.resource.path(namespace: "default"))/gadget")
        )
        try await running(gadgets, children, controller) { _ in
            #expect(await eventually { writes == 1 })
            transport.add(.json(held.answer), .json(held.answer))
            controller.enqueue(Gadget.key)
            controller.enqueue(ObjectKey(namespace: "default", name: "other"))
            #expect(await eventually { reconciled.values.contains("other") })
            #expect(reconciled.values == ["gadget", "other"])
            #expect(writes == 1)

            if let echo = held.echo { childWatch.send(echo) } else { gadgetWatch.send(KubeJSON.bookmark("20")) }
            #expect(await eventually { reconciled.count == 3 && writes == 2 })
        }
    }
}
