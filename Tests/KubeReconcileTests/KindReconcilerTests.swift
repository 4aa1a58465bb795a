import KubeClient
import KubeCore
import KubeTestSupport
import Testing

@testable import KubeReconcile
@testable import KubeRuntime

@Suite("A single reconcile")
struct KindReconcilerTests {
    private static let child = manifest("child")
    private static let other = manifest("other")

    private static func manifest(_ name: String) -> ChildManifest {
        ChildManifest(
            resource: Widget.resource,
            key: ObjectKey(namespace: "default", name: name),
            body: ["metadata": ["name": .string(name)]]
        )
    }

    private let recorded = Recorder<ObjectEvent>()

    /// The recorded events, in short.
    private var events: [String] { recorded.values.map { "\($0.severity.rawValue) \($0.reason): \($0.note)" } }

    private func reconcile(
        _ gadget: Gadget?,
        _ replies: Reply...,
        at instants: [ContinuousClock.Instant] = [],
        plan: @escaping KindReconciler<Gadget>.Plan
    ) async throws -> (ReconcileResult, [TransportRequest]) {
        let transport = ScriptedTransport()
        for reply in replies { transport.add(reply) }
        let client = KubeClient(transport: transport, fieldManager: "test")
        let store = Store<Gadget>(indexes: [])
        if let gadget { _ = store.update { $0.upsert(gadget) } }
        let looks = Recorder<Int>()
        let reconciler = KindReconciler(
            store: store,
            children: ChildWriter(client: client, specHashAnnotation: "example.dev/spec-hash"),
            status: StatusWriter(client: client),
            recordEvent: { [recorded] in recorded.add($0) },
            now: {
                let look = looks.add(0) - 1
                return instants.indices.contains(look) ? instants[look] : ContinuousClock.now
            },
            plan: plan
        )
        return (try await reconciler.reconcile(Gadget.key), transport.requests)
    }

    @Test("A reconcile writes nothing when children and status are as planned")
    func settled() async throws {
        let (result, requests) = try await reconcile(Gadget()) { _, _, _ in
            ReconcilePlan(status: Gadget.Status())
        }
        #expect(requests.isEmpty)
        #expect(result.writes.isEmpty)
    }

    @Test(
        "An object that is gone or being deleted is left to the garbage collector",
        arguments: [
            nil, Gadget(deletedAt: Timestamp("2026-01-01T00:00:00Z")),
        ]
    )
    func gone(gadget: Gadget?) async throws {
        let (_, requests) = try await reconcile(gadget) { _, _, _ in
            ReconcilePlan(writes: [.create(Self.child)], status: Gadget.Status(message: "new"))
        }
        #expect(requests.isEmpty)
    }

    @Test("A changed status is applied to the status subresource, for this UID only")
    func newStatus() async throws {
        let (result, requests) = try await reconcile(Gadget(), .json(Gadget.json)) { _, _, _ in
            ReconcilePlan(status: Gadget.Status(message: "new"))
        }
        let request = try #require(requests.first)
        let body = try JSONValue(json: #require(request.body))
        #expect(request.path == "/apis/example.dev/v1/namespaces/default/gadgets/gadget/status")
        #expect(body["metadata"] == ["name": "gadget", "namespace": "default", "uid": "gadget-uid"])
        #expect(body["status"] == ["phase": "Working", "message": "new"])
        #expect(result.writes == [WriteExpectation(resource: Gadget.resource, resourceVersion: "9")])
    }

    @Test("A status that requires an optimistic lock is written only to the version that it was computed from")
    func optimisticLock() async throws {
        let (_, requests) = try await reconcile(Gadget(version: "8"), .json(Gadget.json)) { _, _, _ in
            ReconcilePlan(status: Gadget.Status(phase: "Done"))
        }
        let body = try JSONValue(json: #require(requests.first?.body))
        #expect(body["metadata"]?["resourceVersion"] == "8")
    }

    @Test("A status that a definition can store only in part is written in part, and tried again later")
    func oldDefinition() async throws {
        let message = """
            failed to create typed patch object (default/gadget; example.dev/v1, Kind=Gadget): \
            .status.message: field not declared in schema
            """
        let lacks = Reply.json(KubeJSON.status(500, message: message), status: 500)
        let (result, requests) = try await reconcile(Gadget(), lacks, .json(Gadget.json)) { _, _, _ in
            ReconcilePlan(status: Gadget.Status(phase: "Failed", message: "new"), requeueAfter: .seconds(3600))
        }
        let bodies = try requests.map { try JSONValue(json: #require($0.body))["status"] }
        #expect(bodies == [["phase": "Failed", "message": "new"], ["phase": "Failed"]])
        #expect(result.writes == [WriteExpectation(resource: Gadget.resource, resourceVersion: "9")])
        #expect(try #require(result.requeueAfter) <= StatusApplier.memory)
        #expect(events == ["Warning Failed: new"])
    }

    @Test("A status that differs only in what the definition cannot store counts as written")
    func oldDefinitionUnchanged() async throws {
        let message = "(default/gadget; example.dev/v1, Kind=Gadget): .status.message: field not declared in schema"
        let lacks = Reply.json(KubeJSON.status(500, message: message), status: 500)
        let (result, requests) = try await reconcile(Gadget(), lacks, .json(Gadget.json)) { _, _, _ in
            ReconcilePlan(status: Gadget.Status(message: "new"))
        }
        #expect(requests.count == 2)
        #expect(result.writes.isEmpty)
        #expect(result.requeueAfter != nil)
        #expect(events.isEmpty)
    }

    @Test("Two creates in one reconcile need one read of their owner")
    func twoCreates() async throws {
        let (_, requests) = try await reconcile(
            Gadget(),
            .json(Gadget.json),
            .json(KubeJSON.widget("child", version: "7")),
            .json(KubeJSON.widget("other", version: "8"))
        ) { _, _, _ in
            ReconcilePlan(writes: [.create(Self.child), .create(Self.other)], status: Gadget.Status())
        }
        #expect(requests.map(\.method) == [.get, .post, .post])
    }

    @Test("An owner is read again when the first create took long, because it may be gone by then")
    func slowCreate() async throws {
        let start = ContinuousClock.now
        let (result, requests) = try await reconcile(
            Gadget(),
            .json(Gadget.json),
            .json(KubeJSON.widget("child", version: "7")),
            .refusal(404, "NotFound"),
            at: [start, start + .seconds(30)]
        ) { _, _, _ in
            ReconcilePlan(writes: [.create(Self.child), .create(Self.other)], status: Gadget.Status())
        }
        #expect(requests.map(\.method) == [.get, .post, .get])
        #expect(result.writes == [WriteExpectation(resource: Widget.resource, resourceVersion: "7")])
    }

    @Test("After a create the status is written only once the child is in the cache, so that it is written once")
    func createThenStatus() async throws {
        let (result, requests) = try await reconcile(
            Gadget(),
            .json(Gadget.json),
            .json(KubeJSON.widget("child", version: "7"))
        ) { _, _, _ in
            ReconcilePlan(writes: [.create(Self.child)], status: Gadget.Status(message: "new"))
        }
        #expect(requests.map(\.method) == [.get, .post])
        #expect(result.writes == [WriteExpectation(resource: Widget.resource, resourceVersion: "7")])
        #expect(events == ["Normal Created: Created Widget child"])
    }

    @Test(
        "No child is created for an object that has changed or is gone on the server",
        arguments: [
            .refusal(404, "NotFound"), .json(["metadata": ["name": "gadget", "uid": "another"]]),
            .json(["metadata": ["name": "gadget", "uid": "gadget-uid", "resourceVersion": "10"]]),
        ] as [Reply]
    )
    func staleOwner(reply: Reply) async throws {
        let (_, requests) = try await reconcile(Gadget(), reply) { _, _, _ in
            ReconcilePlan(writes: [.create(Self.child)], status: Gadget.Status(message: "new"))
        }
        #expect(requests.map(\.method) == [.get])
    }

    @Test(
        "An object that the server does not know for a moment is reconciled again",
        arguments: [
            ReconcilePlan(writes: [.create(child)], status: Gadget.Status()),
            ReconcilePlan(status: Gadget.Status(message: "new")),
        ]
    )
    func unknown(plan: ReconcilePlan<Gadget.Status>) async throws {
        let (result, requests) = try await reconcile(Gadget(), .refusal(404, "NotFound")) { _, _, _ in plan }
        #expect(requests.count == 1)
        #expect(result.requeueAfter == .seconds(10))
    }

    @Test("The caches are relisted when the server has an older version, as after a restore")
    func restored() async throws {
        let older: JSONValue = ["metadata": ["name": "gadget", "uid": "gadget-uid", "resourceVersion": "8"]]
        let failure = await #expect(throws: ReconcileFailure.self) {
            try await reconcile(Gadget(), .json(older)) { _, _, _ in
                ReconcilePlan(writes: [.create(Self.child)], status: Gadget.Status())
            }
        }
        #expect(failure?.underlying is HistoryLost)
    }

    private static func gadget(uid: String, version: String) -> Reply {
        .json([
            "metadata": [
                "name": "gadget", "namespace": "default", "uid": .string(uid), "resourceVersion": .string(version),
            ]
        ])
    }

    @Test(
        "A conflict with an older version on the server shows that it lost its history, and any other conflict does not"
    )
    func conflict() async throws {
        func failure(_ present: Reply) async throws -> (any Error)? {
            await #expect(throws: ReconcileFailure.self) {
                try await reconcile(Gadget(), .refusal(409, "Conflict"), present) { _, _, _ in
                    ReconcilePlan(status: Gadget.Status(phase: "Done"))
                }
            }?.underlying
        }
        #expect(try await failure(Self.gadget(uid: "gadget-uid", version: "8")) is HistoryLost)
        #expect(try await failure(Self.gadget(uid: "gadget-uid", version: "10")) is KubeError)
        #expect(try await failure(.refusal(404, "NotFound")) is KubeError)
        let other = try await failure(Self.gadget(uid: "other", version: "10")) as? CacheConflict
        #expect(other?.uid == "other")
        #expect(other?.resourceVersion == "10")
    }

    @Test("A conflict of a write to a child is explained by the child that the server has")
    func childConflict() async throws {
        let failure = await #expect(throws: ReconcileFailure.self) {
            try await reconcile(
                Gadget(),
                .refusal(409, "Conflict"),
                .json(KubeJSON.widget("child", uid: "another", version: "7"))
            ) { _, _, _ in
                ReconcilePlan(writes: [.apply(Self.child, uid: "child-uid")], status: Gadget.Status())
            }
        }
        let conflict = try #require(failure?.underlying as? CacheConflict)
        #expect(conflict.resource == Widget.resource)
        #expect(conflict.uid == "another")
    }

    @Test("A rejection is taken into account by a second plan, and the status reports it")
    func rejection() async throws {
        let (result, requests) = try await reconcile(
            Gadget(),
            .json(Gadget.json),
            .refusal(403, "Forbidden"),
            .json(Gadget.json)
        ) { _, rejections, _ in
            ReconcilePlan(
                writes: [.create(Self.child)],
                status: Gadget.Status(message: rejections.first?.reason),
                requeueAfter: rejections.isEmpty ? nil : .seconds(30)
            )
        }
        let body = try JSONValue(json: #require(requests.last?.body))
        #expect(requests.count == 3)
        #expect(body["status"]?["message"] == "Forbidden")
        #expect(result.requeueAfter == .seconds(30))
        #expect(events == ["Warning Forbidden: the API server rejected the Widget default/child: refused"])
    }

    @Test("A failure keeps the earlier writes, so that the cache has seen them before the next attempt")
    func failureAfterWrite() async throws {
        let failure = await #expect(throws: ReconcileFailure.self) {
            try await reconcile(
                Gadget(),
                .json(Gadget.json),
                .json(KubeJSON.widget("child", version: "7")),
                .refusal(503, "ServiceUnavailable")
            ) { _, _, _ in
                ReconcilePlan(
                    writes: [.create(Self.child), .apply(Self.child, uid: "child-uid")],
                    status: Gadget.Status()
                )
            }
        }
        #expect(failure?.writes == [WriteExpectation(resource: Widget.resource, resourceVersion: "7")])
    }

    @Test(
        "An end is recorded once, when the status first reports it",
        arguments: [
            (Gadget.Status(), Gadget.Status(phase: "Done"), ["Normal Done: Done"]),
            (nil, Gadget.Status(phase: "Failed", message: "too big"), ["Warning Failed: too big"]),
            (Gadget.Status(), Gadget.Status(message: "new"), []),
            (Gadget.Status(phase: "Done"), Gadget.Status(phase: "Done", message: "new"), ["Normal Done: new"]),
        ] as [(Gadget.Status?, Gadget.Status, [String])]
    )
    func ending(before: Gadget.Status?, after: Gadget.Status, expected: [String]) async throws {
        _ = try await reconcile(Gadget(status: before), .json(Gadget.json)) { _, _, _ in ReconcilePlan(status: after) }
        #expect(events == expected)
        #expect(recorded.values.allSatisfy { $0.subject.uid == "gadget-uid" })
    }
}
