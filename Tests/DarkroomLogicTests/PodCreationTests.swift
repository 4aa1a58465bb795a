import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("A Job whose pod the API server refuses")
struct PodCreationTests {
    typealias Scene = TrainingRunScene

    static func event(_ message: String, of uid: String = "job-1") -> ObservedEvent {
        ObservedEvent(subjectUID: uid, reason: "FailedCreate", message: message)
    }

    @Test("is asked about five seconds after its start, and only while it has no pod")
    func query() throws {
        var scene = Scene()
        #expect(TrainingRunPlanner.plan(scene.observation).eventQuery == nil)
        try scene.addJob()
        #expect(
            TrainingRunPlanner.plan(scene.observation).eventQuery
                == EventQuery(
                    subjectUID: "job-1",
                    reason: "FailedCreate",
                    notBefore: .noon.adding(5),
                    since: .noon
                )
        )
        scene.addPod(try .unschedulable("no room"))
        #expect(TrainingRunPlanner.plan(scene.observation).eventQuery == nil)
    }

    @Test("is asked about from its creation on while its controller has not seen it")
    func unseen() throws {
        var scene = Scene()
        try scene.addJob(["metadata": ["creationTimestamp": Timestamp.noon.adding(-60).json], "status": nil])
        let query = TrainingRunPlanner.plan(scene.observation).eventQuery
        #expect(query?.notBefore == .noon.adding(-55))
        #expect(query?.since == nil)
    }

    @Test("is not asked about while a queue holds it back")
    func heldBack() throws {
        var scene = Scene { $0.queueName = "gpus" }
        try scene.addJob(["spec": ["suspend": true]])
        #expect(TrainingRunPlanner.plan(scene.observation).eventQuery == nil)
    }

    @Test(
        "says so in the API server's words, without the name of the pod, which differs at each attempt",
        arguments: [
            (
                #"Error creating: pods "digits-1-x7k2p" is forbidden: exceeded quota: team, requested: requests.memory=128Mi"#,
                "FailedCreate: the pod is forbidden: exceeded quota: team, requested: requests.memory=128Mi"
            ),
            (
                #"(combined from similar events): Error creating: pods "d" is forbidden: violates PodSecurity "restricted""#,
                #"FailedCreate: the pod is forbidden: violates PodSecurity "restricted""#
            ),
            (
                #"Error creating: admission webhook "policy.example" denied the request: no"#,
                #"FailedCreate: admission webhook "policy.example" denied the request: no"#
            ),
            (#"pods "unclosed"#, #"FailedCreate: pods "unclosed"#), ("", "FailedCreate"), ("a\nb", "FailedCreate: a b"),
        ]
    )
    func message(words: String, message: String) throws {
        var scene = Scene()
        try scene.addJob()
        scene.event = Self.event(words)
        let status = TrainingRunPlanner.plan(scene.observation).status
        #expect(status.phase == .queued)
        #expect(status.message == message)
        #expect(scene.condition(ConditionType.scheduled)?.reason == "FailedCreate")
        #expect(scene.condition(ConditionType.succeeded)?.status == .unknown)
    }

    @Test("says so no longer when there is a pod, or another Job")
    func stale() throws {
        var scene = Scene()
        try scene.addJob()
        scene.event = Self.event("quota", of: "job-0")
        #expect(scene.message == "The Job has no pod yet")
        scene.event = Self.event("quota")
        scene.addPod(try .unschedulable("no room"))
        #expect(scene.message == "Unschedulable: no room")
    }

    @Test("is bounded in what it says")
    func bounds() throws {
        var scene = Scene()
        try scene.addJob()
        scene.event = Self.event(String(repeating: "x", count: 5000))
        #expect(try #require(scene.message).count < 1100)
    }

    @Test("says so in a pipeline too, where Argo passes the words on")
    func pipeline() throws {
        let words = #"pods "thumbnails-1-resize-9" is forbidden: exceeded quota: team"#
        var scene = ImagePipelineScene()
        try scene.add(status: ImagePipelineScene.node(scene.requested, "resize", "Pending", words))
        #expect(
            scene.plan.status.message == "step resize: FailedCreate: the pod is forbidden: exceeded quota: team"
        )
    }

    @Test("says so in a service too, where the Deployment has a condition")
    func service() throws {
        var scene = InferenceServiceScene()
        let failure: JSONValue = [
            "type": "ReplicaFailure", "status": "True", "reason": "FailedCreate",
            "message": #"pods "segment-7d9f-abcde" is forbidden: exceeded quota: team"#,
        ]
        try scene.deploy(replicas: 1, status: ["conditions": [failure]])
        let status = InferenceServicePlanner.plan(scene.observation).status
        #expect(status.conditions[ConditionType.ready]?.reason == "FailedCreate")
        #expect(status.message == "FailedCreate: the pod is forbidden: exceeded quota: team")
    }
}
