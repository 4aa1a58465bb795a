import DarkroomAPI
import DarkroomLogic
import KubeClient
import KubeCore
import KubeReconcile
import KubeTestSupport
import Testing

@testable import DarkroomOperator
@testable import KubeRuntime

@Suite("One reconcile")
struct KindReconcilerTests {
    static let key = ObjectKey(namespace: "default", name: "run")
    static let status = TrainingRunStatus(observedGeneration: 1, message: "as before")
    static let child = ChildManifest(
        resource: Widget.resource,
        key: ObjectKey(namespace: "default", name: "child"),
        body: ["metadata": ["name": "child"]]
    )

    private let told = Recorder<ObjectEvent>()

    /// What was told, in short.
    private var events: [String] { told.values.map { "\($0.severity.rawValue) \($0.reason): \($0.note)" } }

    private func reconcile(
        _ run: TrainingRun?,
        _ replies: Reply...,
        plan: @escaping KindReconciler<TrainingRun>.Plan
    ) async throws -> (ReconcileResult, [TransportRequest]) {
        let transport = ScriptedTransport()
        for reply in replies { transport.add(reply) }
        let client = KubeClient(transport: transport, fieldManager: "test")
        let store = Store<TrainingRun>(indexes: [])
        if let run { _ = store.update { $0.upsert(run) } }
        let reconciler = KindReconciler(
            store: store,
            children: ChildWriter(client: client, specHashAnnotation: DarkroomAnnotation.specHash),
            status: StatusWriter(client: client),
            recordEvent: { [told] in told.add($0) },
            plan: plan
        )
        return (try await reconciler.reconcile(Self.key), transport.requests)
    }

    private static func run(status: TrainingRunStatus? = status, deletedAt: Timestamp? = nil) -> TrainingRun {
        let metadata = ObjectMeta(
            name: "run",
            namespace: "default",
            uid: "run-uid",
            resourceVersion: "9",
            deletionTimestamp: deletedAt
        )
        return TrainingRun(metadata: metadata, spec: TrainingRunSpec(image: "trainer"), status: status)
    }

    private static let runJSON: JSONValue = [
        "metadata": ["name": "run", "uid": "run-uid", "resourceVersion": "9"]
    ]

    @Test("Nothing is written when children and status are as they should be")
    func settled() async throws {
        let (result, requests) = try await reconcile(Self.run()) { _, _, _ in
            ReconcilePlan(status: Self.status)
        }
        #expect(requests.isEmpty)
        #expect(result.writes.isEmpty)
    }

    @Test(
        "An object that is gone, or going, is left to the garbage collector",
        arguments: [
            nil, run(deletedAt: Timestamp("2026-01-01T00:00:00Z")),
        ]
    )
    func gone(run: TrainingRun?) async throws {
        let (_, requests) = try await reconcile(run) { _, _, _ in
            ReconcilePlan(writes: [.create(Self.child)], status: TrainingRunStatus(message: "new"))
        }
        #expect(requests.isEmpty)
    }

    @Test("A status that says something new is applied to the status subresource, for this UID only")
    func newStatus() async throws {
        let (result, requests) = try await reconcile(Self.run(), .json(Self.runJSON)) { _, _, _ in
            ReconcilePlan(status: TrainingRunStatus(message: "new"))
        }
        let request = try #require(requests.first)
        let body = try JSONValue(json: #require(request.body))
        #expect(request.path == "/apis/darkroom.dev/v1alpha1/namespaces/default/trainingruns/run/status")
        #expect(body["metadata"]?["uid"] == "run-uid")
        #expect(body["status"] == ["message": "new", "history": [], "conditions": []])
        #expect(result.writes == [WriteExpectation(resource: TrainingRun.resource, resourceVersion: "9")])
    }

    @Test("The end of a run is concluded from the last that its trainer reported, or not at all")
    func conclusion() async throws {
        var run = Self.run()
        run.metadata.resourceVersion = "8"
        let end = TrainingRunStatus(phase: .succeeded, completionTime: Timestamp("2026-01-01T00:00:00Z"))
        let (_, requests) = try await reconcile(run, .json(Self.runJSON)) { _, _, _ in ReconcilePlan(status: end) }
        let body = try JSONValue(json: #require(requests.first?.body))
        #expect(body["metadata"]?["resourceVersion"] == "8")
    }

    @Test("What is told of a run between attempts is for the version that it was concluded from, history and all")
    func betweenAttempts() async throws {
        let queued = TrainingRunStatus(observedGeneration: 1, phase: .queued)
        let (_, requests) = try await reconcile(Self.run(), .json(Self.runJSON)) { _, _, _ in
            ReconcilePlan(status: queued)
        }
        let body = try JSONValue(json: #require(requests.first?.body))
        #expect(body["metadata"]?["resourceVersion"] == "9")
    }

    @Test("After a create the status waits until the child is seen, so that it is written once")
    func createThenStatus() async throws {
        let (result, requests) = try await reconcile(
            Self.run(),
            .json(Self.runJSON),
            .json(KubeJSON.widget("child", version: "7"))
        ) { _, _, _ in
            ReconcilePlan(writes: [.create(Self.child)], status: TrainingRunStatus(message: "new"))
        }
        #expect(requests.map(\.method) == [.get, .post])
        #expect(result.writes == [WriteExpectation(resource: Widget.resource, resourceVersion: "7")])
        #expect(events == ["Normal Created: Created Widget child"])
    }

    @Test(
        "No child is made for an object that the server no longer has as the cache does",
        arguments: [
            .refusal(404, "NotFound"), .json(["metadata": ["name": "run", "uid": "another"]]),
            .json(["metadata": ["name": "run", "uid": "run-uid", "resourceVersion": "10"]]),
        ] as [Reply]
    )
    func staleOwner(reply: Reply) async throws {
        let (_, requests) = try await reconcile(Self.run(), reply) { _, _, _ in
            ReconcilePlan(writes: [.create(Self.child)], status: TrainingRunStatus(message: "new"))
        }
        #expect(requests.map(\.method) == [.get])
    }

    @Test(
        "What the server does not know for the moment is looked at again",
        arguments: [
            ReconcilePlan(writes: [.create(child)], status: status), ReconcilePlan(status: TrainingRunStatus()),
        ]
    )
    func unknown(plan: ReconcilePlan<TrainingRunStatus>) async throws {
        let (result, requests) = try await reconcile(Self.run(), .refusal(404, "NotFound")) { _, _, _ in plan }
        #expect(requests.count == 1)
        #expect(result.requeueAfter == .seconds(10))
    }

    @Test("A server that has an older version than the cache was restored, and is relisted")
    func restored() async throws {
        let older: JSONValue = ["metadata": ["name": "run", "uid": "run-uid", "resourceVersion": "8"]]
        let failure = await #expect(throws: ReconcileFailure.self) {
            try await reconcile(Self.run(), .json(older)) { _, _, _ in
                ReconcilePlan(writes: [.create(Self.child)], status: Self.status)
            }
        }
        #expect(failure?.underlying is HistoryLost)
    }

    @Test("A rejected child is planned for again, and the status says so")
    func rejection() async throws {
        let (result, requests) = try await reconcile(
            Self.run(),
            .json(Self.runJSON),
            .refusal(403, "Forbidden"),
            .json(Self.runJSON)
        ) { _, rejections, _ in
            ReconcilePlan(
                writes: [.create(Self.child)],
                status: TrainingRunStatus(message: rejections.first?.reason),
                requeueAfter: rejections.isEmpty ? nil : .seconds(30)
            )
        }
        let body = try JSONValue(json: #require(requests.last?.body))
        #expect(requests.count == 3)
        #expect(body["status"]?["message"] == "Forbidden")
        #expect(result.requeueAfter == .seconds(30))
        #expect(events == ["Warning Forbidden: the API server refused the Widget default/child: refused"])
    }

    @Test("A failure halfway keeps what was written before it, so that it is seen before the next attempt")
    func failureAfterWrite() async throws {
        let failure = await #expect(throws: ReconcileFailure.self) {
            try await reconcile(
                Self.run(),
                .json(Self.runJSON),
                .json(KubeJSON.widget("child", version: "7")),
                .refusal(503, "ServiceUnavailable")
            ) { _, _, _ in
                ReconcilePlan(
                    writes: [.create(Self.child), .apply(Self.child, uid: "child-uid")],
                    status: Self.status
                )
            }
        }
        #expect(failure?.writes == [WriteExpectation(resource: Widget.resource, resourceVersion: "7")])
    }

    @Test(
        "The end of a run is told once, when the status begins to say so",
        arguments: [
            (TrainingRunStatus(phase: .running), TrainingRunStatus(phase: .succeeded), ["Normal Succeeded: Succeeded"]),
            (
                TrainingRunStatus(phase: .running),
                TrainingRunStatus(
                    phase: .failed,
                    message: "OOMKilled: too big",
                    conditions: [Condition(type: "Succeeded", status: .false, reason: "OOMKilled")]
                ),
                ["Warning OOMKilled: OOMKilled: too big"]
            ),
            (
                nil, TrainingRunStatus(phase: .cancelled, message: "Cancelled by spec.cancel"),
                [
                    "Normal Cancelled: Cancelled by spec.cancel"
                ]
            ), (TrainingRunStatus(phase: .queued), TrainingRunStatus(phase: .running), []),
            (TrainingRunStatus(phase: .succeeded), TrainingRunStatus(observedGeneration: 2, phase: .succeeded), []),
        ] as [(TrainingRunStatus?, TrainingRunStatus, [String])]
    )
    func ending(before: TrainingRunStatus?, after: TrainingRunStatus, expected: [String]) async throws {
        _ = try await reconcile(Self.run(status: before), .json(Self.runJSON)) { _, _, _ in
            ReconcilePlan(status: after)
        }
        #expect(events == expected)
        #expect(told.values.allSatisfy { $0.subject.uid == "run-uid" })
    }
}
