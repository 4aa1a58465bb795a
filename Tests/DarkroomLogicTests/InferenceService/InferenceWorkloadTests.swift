import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("The pods of an InferenceService")
struct InferenceWorkloadTests {
    typealias Scene = InferenceServiceScene

    struct Example: Sendable {
        var spec: @Sendable (inout InferenceServiceSpec) -> Void = { _ in }
        var replicas = 1
        var ready = 0
        var status: JSONValue = [:]
        var pods: [JSONValue] = []
        var node: String?
    }

    static func scene(_ example: Example) throws -> Scene {
        var scene = Scene(example.spec)
        try scene.deploy(replicas: example.replicas, ready: example.ready, status: example.status)
        scene.pods = try example.pods.map { try .sample(node: example.node, status: $0) }
        return scene
    }

    /// The state of the pods, with the status that it leads to.
    static func look(_ example: Example) throws -> (workload: InferenceWorkload, status: InferenceServiceStatus) {
        let scene = try scene(example)
        return (InferenceWorkload(scene.observed), scene.plan.status)
    }

    static func ready(_ status: InferenceServiceStatus) -> Condition.Status? {
        status.conditions[ConditionType.ready]?.status
    }

    static let unschedulable: JSONValue = [
        "phase": "Pending",
        "conditions": [
            ["type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "no room"]
        ],
    ]

    static let broken: JSONValue = [
        "phase": "Pending",
        "containerStatuses": [
            ["name": "server", "state": ["waiting": ["reason": "ErrImagePull", "message": "gone"]]]
        ],
    ]

    static let brokenDiagnosis = PodDiagnosis(
        severity: .broken,
        reason: "ErrImagePull",
        message: "container server: gone"
    )

    @Test(
        "of a stopped service are stopped, even those that are still ready",
        arguments: [(0, "Stopped by spec.stopped"), (2, "Stopping; pods that are still ready: 2")]
    )
    func stopped(ready: Int, message: String) throws {
        let example = Example(spec: { $0.stopped = true }, replicas: ready, ready: ready)
        let (workload, status) = try Self.look(example)
        #expect(workload == .stopped(ready: ready))
        #expect(status.phase == .stopped)
        #expect(status.message == message)
        #expect(Self.ready(status) == .false)
        #expect(try Self.scene(example).plan.writes.verbs == (ready == 0 ? [] : ["scale Deployment"]))
    }

    @Test("are created with the Deployment")
    func creating() {
        #expect(InferenceWorkload(Scene().observed) == .creating)
    }

    struct Waking: Sendable {
        var hasGateway = true
        var routes: [String] = []
        var hasQueue = false
        var conditions: [Condition] = []
        let source: WakeSource
    }

    static func rejected(_ type: String) -> Condition {
        Condition(type: type, status: .false, reason: "Rejected", message: "m")
    }

    @Test(
        "of an idle service are scaled to zero, and the service is ready if something can start one",
        arguments: [
            Waking(routes: ["/a"], source: .requests),
            Waking(routes: ["/a"], hasQueue: true, source: .requests),
            Waking(hasQueue: true, source: .queuedWork),
            Waking(
                routes: ["/a"],
                hasQueue: true,
                conditions: [rejected(ConditionType.routesAccepted)],
                source: .queuedWork
            ),
            Waking(hasGateway: false, routes: ["/a"], hasQueue: true, source: .noGateway),
            Waking(source: .noRoute),
            Waking(
                routes: ["/a"],
                conditions: [rejected(ConditionType.routesAccepted)],
                source: .rejectedRoutes
            ),
            Waking(
                hasQueue: true,
                conditions: [rejected(ConditionType.queueReadable)],
                source: .unreadableQueue
            ),
        ]
    )
    func idle(waking: Waking) throws {
        var scene = try Self.scene(
            Example(
                spec: {
                    $0.scaling.minReplicas = 0
                    $0.routes = waking.routes.map { InferenceRoute(path: $0) }
                    if waking.hasQueue { $0.async = InferenceAsync(queue: .init(service: "jobs", path: "/queue")) }
                },
                replicas: 0
            )
        )
        if !waking.hasGateway { scene.configuration.gateway = nil }
        scene.service.gateway.conditions = waking.conditions
        #expect(InferenceWorkload(scene.observed) == .idle(waking.source))
        #expect(scene.plan.writes.isEmpty)
        #expect(scene.plan.status.phase == .idle)
        let isReady = [.requests, .queuedWork].contains(waking.source)
        #expect(Self.ready(scene.plan.status) == (isReady ? .true : .false))
        let reason = waking.source == .unreadableQueue ? "QueueUnreadable" : "Idle"
        #expect(try scene.plan.condition(ConditionType.ready).reason == reason)
    }

    struct Startup: Sendable {
        var pods: [JSONValue] = []
        var node: String?
        let startup: PodStartup
        let message: String
    }

    @Test(
        "are activating while none is ready and nothing is wrong, with the progress of the newest",
        arguments: [
            Startup(startup: .noPod, message: "The Deployment has no pod yet"),
            Startup(pods: [["phase": "Pending"]], startup: .unscheduled, message: "The pod is waiting for a node"),
            Startup(
                pods: [["phase": "Pending"]],
                node: "gpu-1",
                startup: .preparing(node: "gpu-1"),
                message: "The container is being prepared on node gpu-1"
            ),
            Startup(
                pods: [["phase": "Running"]],
                node: "gpu-1",
                startup: .running(node: "gpu-1"),
                message: "The container runs on node gpu-1 and is not ready yet"
            ),
        ]
    )
    func activating(example: Startup) throws {
        let (workload, status) = try Self.look(Example(pods: example.pods, node: example.node))
        #expect(workload == .activating(example.startup))
        #expect(status.phase == .activating)
        #expect(status.message == example.message)
        #expect(Self.ready(status) == .false)
    }

    @Test("that wake for a request leave the service ready")
    func waking() throws {
        let (workload, status) = try Self.look(
            Example(spec: {
                $0.scaling.minReplicas = 0
                $0.routes = [InferenceRoute(path: "/a")]
            })
        )
        #expect(workload == .activating(.noPod))
        #expect(Self.ready(status) == .true)
    }

    @Test("are obstructed while none is ready and there is a problem, such as a lack of capacity or a failure")
    func obstructed() throws {
        let (waiting, status) = try Self.look(Example(pods: [Self.unschedulable]))
        let diagnosis = PodDiagnosis(severity: .waiting, reason: "Unschedulable", message: "no room")
        #expect(waiting == .obstructed(diagnosis))
        #expect(status.phase == .activating)
        #expect(status.conditions[ConditionType.ready]?.reason == "Unschedulable")
        let (failed, failure) = try Self.look(Example(pods: [Self.broken], node: "gpu-1"))
        #expect(failed == .obstructed(Self.brokenDiagnosis))
        #expect(failure.phase == .failed)
        #expect(failure.message == "ErrImagePull: container server: gone")
        #expect(Self.ready(failure) == .false)
    }

    @Test(
        "are obstructed by what their Deployment reports: a quota, or a rollout that made no progress in time",
        arguments: [
            (
                ["type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "quota"],
                "FailedCreate"
            ),
            (
                ["type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"],
                "ProgressDeadlineExceeded"
            ),
        ] as [(JSONValue, String)]
    )
    func deploymentTrouble(condition: JSONValue, reason: String) throws {
        let (workload, status) = try Self.look(Example(status: ["conditions": [condition]]))
        guard case .obstructed(let diagnosis) = workload else {
            Issue.record("not obstructed, but \(workload)")
            return
        }
        #expect(diagnosis.reason == reason)
        #expect(status.phase == .failed)
    }

    @Test("are degraded when only some are ready, with the problem of the others")
    func degraded() throws {
        let (workload, status) = try Self.look(Example(replicas: 2, ready: 1))
        #expect(workload == .degraded(ready: 1, desired: 2, nil))
        #expect(status.phase == .degraded)
        #expect(status.message == "1 of 2 pods are ready")
        #expect(Self.ready(status) == .true)
        let (troubled, words) = try Self.look(
            Example(replicas: 2, ready: 1, pods: [Self.broken], node: "gpu-1")
        )
        #expect(troubled == .degraded(ready: 1, desired: 2, Self.brokenDiagnosis))
        #expect(words.message == Self.brokenDiagnosis.summary)
    }

    @Test("are rolling out while as many as wanted are ready and older ones are being replaced")
    func rollingOut() throws {
        let (workload, status) = try Self.look(Example(ready: 1, status: ["updatedReplicas": 0]))
        #expect(workload == .rollingOut(nil))
        #expect(status.phase == .ready)
        #expect(status.message == "A new version is rolling out")
        #expect(Self.ready(status) == .true)
    }

    @Test("are ready when as many as wanted are")
    func ready() throws {
        let (workload, status) = try Self.look(Example(replicas: 2, ready: 2))
        #expect(workload == .ready)
        #expect(status.phase == .ready)
        #expect(status.message == nil)
        #expect(Self.ready(status) == .true)
    }
}
