import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("An InferenceService")
struct InferenceServicePlannerTests {
    static func status(ready: Int64, updated: Int64? = nil, _ conditions: JSONValue = []) -> JSONValue {
        [
            "status": [
                "observedGeneration": 1, "replicas": .integer(ready), "readyReplicas": .integer(ready),
                "updatedReplicas": .integer(updated ?? ready), "conditions": conditions,
            ]
        ]
    }

    /// A service with its children and `ready` pods that serve.
    static func settled(
        ready: Int64 = 0,
        _ change: (inout InferenceServiceSpec) -> Void = { _ in }
    ) throws -> Simulation<InferenceService> {
        var simulation = Simulation(InferenceService.sample(change))
        try simulation.settle()
        simulation.cluster.change(DeploymentView.resource, status(ready: ready))
        try simulation.settle()
        return simulation
    }

    @Test("gets a Deployment and a Service and no further write")
    func settles() throws {
        var simulation = Simulation(InferenceService.sample())
        #expect(try simulation.settle().verbs == ["create Deployment", "create Service"])
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.phase == .activating)
        #expect(simulation.object.status?.url == "http://segment.team.svc:8080")
    }

    @Test("starts with the smallest number of replicas, and omits it from every later apply")
    func replicas() throws {
        var simulation = try Self.settled { $0.scaling.minReplicas = 2 }
        #expect(simulation.cluster.object(DeploymentView.resource, "segment")?["spec"]?["replicas"] == 2)
        simulation.object.spec.image = "registry.example/server:2"
        let writes = try simulation.settle()
        guard case .apply(let manifest, _) = try #require(writes.first) else {
            throw DidNotSettle(lastStatus: "no apply")
        }
        #expect(manifest.body["spec"]?["replicas"] == nil)
        #expect(
            manifest.body["spec"]?["template"]?["spec"]?["containers"]?[0]?["image"]
                == "registry.example/server:2"
        )
        #expect(writes.count == 1)
    }

    @Test("names the container port in its Service, and selects nothing but its own pods")
    func service() throws {
        let simulation = try Self.settled { $0.port = 9000 }
        let spec = try #require(simulation.cluster.object(ServiceView.resource, "segment")?["spec"])
        #expect(spec["ports"] == [["name": "http", "port": 9000, "targetPort": "http", "protocol": "TCP"]])
        #expect(spec["selector"]?["darkroom.dev/uid"] == .string(simulation.object.metadata.uid))
    }

    @Test("keeps its selector, which is immutable, whatever else changes")
    func selector() throws {
        var simulation = try Self.settled()
        let before = simulation.cluster.object(DeploymentView.resource, "segment")?["spec"]?["selector"]
        simulation.object.spec.image = "other:1"
        simulation.object.spec.port = 1234
        try simulation.settle()
        #expect(simulation.cluster.object(DeploymentView.resource, "segment")?["spec"]?["selector"] == before)
    }

    @Test("rolls out on accelerators without an additional pod, because there may be no free accelerator")
    func strategy() throws {
        let onAccelerators = try Self.settled { $0.accelerator = AcceleratorRequest(class: "a100") }
        let plain = try Self.settled()
        func surge(_ simulation: Simulation<InferenceService>) -> JSONValue? {
            simulation.cluster.object(DeploymentView.resource, "segment")?["spec"]?["strategy"]?[
                "rollingUpdate"
            ]
        }
        #expect(surge(onAccelerators) == ["maxSurge": 0, "maxUnavailable": 1])
        #expect(surge(plain) == ["maxSurge": 1, "maxUnavailable": 0])
    }

    struct Scale: Sendable {
        let stopped: Bool
        let minReplicas: Int
        let found: Int64
        let wanted: Int?
    }

    @Test(
        "is kept at or above its smallest number of pods, where the autoscaler decides",
        arguments: [
            Scale(stopped: false, minReplicas: 1, found: 0, wanted: 1),
            Scale(stopped: false, minReplicas: 1, found: 1, wanted: nil),
            Scale(stopped: false, minReplicas: 1, found: 3, wanted: nil),
            Scale(stopped: false, minReplicas: 0, found: 0, wanted: nil),
            Scale(stopped: false, minReplicas: 0, found: 9, wanted: nil),
            Scale(stopped: true, minReplicas: 1, found: 3, wanted: 0),
            Scale(stopped: true, minReplicas: 1, found: 0, wanted: nil),
        ]
    )
    func floor(scale: Scale) throws {
        var simulation = try Self.settled()
        simulation.object.spec.stopped = scale.stopped
        simulation.object.spec.scaling.minReplicas = scale.minReplicas
        simulation.cluster.change(DeploymentView.resource, ["spec": ["replicas": .integer(scale.found)]])
        let expected = scale.wanted.map { wanted -> [ChildWrite] in
            let key = ObjectKey(namespace: "team", name: "segment")
            return [.scale(DeploymentView.resource, key, uid: "child-1", replicas: wanted)]
        }
        #expect(try simulation.settle() == expected ?? [])
    }

    @Test("reports that it is stopped, and returns to its smallest number of pods when it is started")
    func stopped() throws {
        var simulation = try Self.settled(ready: 1)
        simulation.object.spec.stopped = true
        #expect(try simulation.settle().verbs == ["scale Deployment"])
        #expect(simulation.object.status?.phase == .stopped)
        #expect(simulation.object.status?.conditions["Ready"]?.status == .false)
        simulation.object.spec.stopped = false
        #expect(try simulation.settle().verbs == ["scale Deployment"])
    }

    struct Phase: Sendable {
        let desired: Int64
        let ready: Int64
        let phase: InferenceServicePhase
        let isReady: Bool
    }

    @Test(
        "is as ready as its pods are",
        arguments: [
            Phase(desired: 0, ready: 0, phase: .idle, isReady: false),
            Phase(desired: 1, ready: 0, phase: .activating, isReady: false),
            Phase(desired: 2, ready: 1, phase: .degraded, isReady: true),
            Phase(desired: 2, ready: 2, phase: .ready, isReady: true),
        ]
    )
    func phases(phase: Phase) throws {
        var simulation = try Self.settled { $0.scaling.minReplicas = 0 }
        simulation.cluster.change(DeploymentView.resource, ["spec": ["replicas": .integer(phase.desired)]])
        simulation.cluster.change(DeploymentView.resource, Self.status(ready: phase.ready))
        #expect(try simulation.settle().isEmpty)
        let status = try #require(simulation.object.status)
        #expect(status.phase == phase.phase)
        #expect(status.conditions["Ready"]?.status == (phase.isReady ? .true : .false))
        #expect(status.replicas == InferenceReplicas(desired: Int(phase.desired), ready: Int(phase.ready)))
    }

    @Test("is activating while it waits for a node, and has failed when its image is missing")
    func troubles() throws {
        var simulation = try Self.settled()
        simulation.pods = [try .unschedulable("0/2 nodes are available")]
        try simulation.settle()
        #expect(simulation.object.status?.phase == .activating)
        #expect(simulation.object.status?.message == "Unschedulable: 0/2 nodes are available")
        simulation.pods = [
            try .container(
                "server",
                phase: "Pending",
                state: ["waiting": ["reason": "ErrImagePull", "message": "gone"]]
            )
        ]
        try simulation.settle()
        #expect(simulation.object.status?.phase == .failed)
        #expect(simulation.object.status?.message == "ErrImagePull: container server: gone")
    }

    @Test(
        "reports where to look when it never becomes ready",
        arguments: [("/health", "spec.probes.path"), (nil, "spec.port")] as [(String?, String)]
    )
    func stuck(path: String?, place: String) throws {
        var simulation = try Self.settled { $0.probes.path = path }
        simulation.cluster.change(
            DeploymentView.resource,
            Self.status(
                ready: 0,
                [["type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"]]
            )
        )
        try simulation.settle()
        #expect(simulation.object.status?.phase == .failed)
        #expect(simulation.object.status?.message?.contains(place) == true)
    }

    @Test("reports that a quota forbids its pods")
    func quota() throws {
        var simulation = try Self.settled()
        simulation.cluster.change(
            DeploymentView.resource,
            Self.status(
                ready: 0,
                [
                    [
                        "type": "ReplicaFailure", "status": "True", "reason": "FailedCreate",
                        "message": "exceeded quota",
                    ]
                ]
            )
        )
        try simulation.settle()
        #expect(simulation.object.status?.message == "FailedCreate: exceeded quota")
    }

    @Test(
        "corrects what another client changed",
        arguments: [
            ["metadata": ["labels": ["darkroom.dev/uid": "other"]]],
            ["metadata": ["annotations": ["darkroom.dev/spec-hash": nil]]],
            ["spec": ["template": ["spec": ["containers": [["name": "server", "image": "evil:1"]]]]]],
        ] as [JSONValue]
    )
    func drift(change: JSONValue) throws {
        var simulation = try Self.settled()
        simulation.cluster.change(DeploymentView.resource, change)
        #expect(try simulation.plan().writes.verbs == ["apply Deployment"])
    }

    @Test(
        "removes fields that another client added and an apply would leave in place",
        arguments: [
            (
                DeploymentView.resource,
                ["spec": ["template": ["spec": ["nodeSelector": ["pool": "mine"]]]]],
                ["spec": ["template": ["spec": ["nodeSelector": ["pool": nil]]]]]
            ),
            (
                ServiceView.resource,
                ["spec": ["selector": ["app": "other"]]],
                ["spec": ["selector": ["app": nil]]]
            ),
        ] as [(APIResource, JSONValue, JSONValue)]
    )
    func addition(to resource: APIResource, change: JSONValue, removal: JSONValue) throws {
        var simulation = try Self.settled()
        simulation.cluster.change(resource, change)
        let writes = try simulation.settle()
        #expect(writes.verbs == ["apply \(resource.kind)", "patch \(resource.kind)"])
        guard case .patch(_, _, _, let patch) = try #require(writes.last) else { return }
        #expect(patch == removal)
    }

    @Test("keeps a port that another client added to its Service")
    func addedPort() throws {
        var simulation = try Self.settled()
        let ports: JSONValue = [["name": "http", "port": 8080], ["name": "extra", "port": 9000]]
        simulation.cluster.change(ServiceView.resource, ["spec": ["ports": ports]])
        #expect(try simulation.settle().isEmpty)
    }

    @Test("keeps what the API server normalises or adds")
    func defaults() throws {
        var simulation = try Self.settled { $0.resources.requests = ["cpu": "1000m"] }
        simulation.cluster.change(
            DeploymentView.resource,
            [
                "metadata": [
                    "annotations": ["deployment.kubernetes.io/revision": "3"], "labels": ["team": "x"],
                ],
                "spec": ["template": ["spec": ["dnsPolicy": "ClusterFirst"]]],
            ]
        )
        simulation.cluster.change(
            ServiceView.resource,
            ["spec": ["clusterIP": "10.0.0.1", "sessionAffinity": "None"]]
        )
        #expect(try simulation.settle().isEmpty)
    }

    @Test(
        "recreates a child that another client deleted",
        arguments: [DeploymentView.resource, ServiceView.resource]
    )
    func deletedChild(resource: APIResource) throws {
        var simulation = try Self.settled(ready: 1)
        simulation.cluster.remove(resource)
        #expect(try simulation.settle().verbs == ["create \(resource.kind)"])
    }

    @Test("keeps serving when its spec becomes unacceptable")
    func rejectedChange() throws {
        var simulation = try Self.settled(ready: 1)
        simulation.object.spec.accelerator = AcceleratorRequest(class: "h100")
        #expect(try simulation.settle().isEmpty)
        let status = try #require(simulation.object.status)
        #expect(status.phase == .ready)
        #expect(status.conditions["Ready"]?.status == .true)
        #expect(status.conditions["Accepted"]?.reason == "UnknownAccelerator")
        #expect(status.message?.contains("h100") == true)
    }

    @Test(
        "does not change an object of another owner that has a child's name, and reports it",
        arguments: [DeploymentView.resource, ServiceView.resource]
    )
    func nameConflict(resource: APIResource) throws {
        var simulation = Simulation(InferenceService.sample())
        simulation.cluster.add(resource, "segment")
        let writes = try simulation.settle()
        #expect(!writes.contains { $0.resource == resource })
        #expect(simulation.object.status?.phase == .failed)
        #expect(
            simulation.object.status?.message?.hasPrefix("NameConflict: a \(resource.kind) team/segment")
                == true
        )
        #expect(simulation.object.status?.conditions["Accepted"]?.status == .true)
    }

    @Test("keeps the transition time of a condition that did not change")
    func transitionTimes() throws {
        var simulation = try Self.settled(ready: 1)
        let before = simulation.object.status?.conditions["Ready"]?.lastTransitionTime
        simulation.now = .noon.adding(3600)
        try simulation.settle()
        #expect(simulation.object.status?.conditions["Ready"]?.lastTransitionTime == before)
        simulation.cluster.change(DeploymentView.resource, Self.status(ready: 0))
        try simulation.settle()
        #expect(simulation.object.status?.conditions["Ready"]?.lastTransitionTime == .noon.adding(3600))
    }
}
