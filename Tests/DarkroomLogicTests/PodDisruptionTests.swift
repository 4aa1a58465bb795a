import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("A pod was told to end")
struct PodDisruptionTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var status: JSONValue = ["phase": "Running"]
        /// Seconds from noon to the request of the deletion, and the grace period.
        var deletion: (requestedAfter: Double, grace: Int)?
        /// Seconds from noon to the end of the trainer.
        var trainerEndedAfter: Double?
        let reason: String?

        func pod() throws -> PodView {
            var status = status
            if let seconds = trainerEndedAfter {
                let end: JSONValue = ["exitCode": 0, "finishedAt": Timestamp.noon.adding(seconds).json]
                status = status.merged(with: ["containerStatuses": [["name": "trainer", "state": ["terminated": end]]]])
            }
            var pod = try PodView.sample(node: "gpu-1", status: status)
            if let deletion {
                pod.metadata.deletionTimestamp = .noon.adding(deletion.requestedAfter + Double(deletion.grace))
                pod.metadata.deletionGracePeriodSeconds = deletion.grace
            }
            return pod
        }
    }

    static func target(_ reason: String, phase: String = "Running", _ more: JSONValue = [:]) -> JSONValue {
        let condition: JSONValue = [
            "type": "DisruptionTarget", "status": "True", "reason": .string(reason), "message": "a component's words",
            "lastTransitionTime": Timestamp.noon.json,
        ]
        let status: JSONValue = ["phase": .string(phase), "conditions": [condition]]
        return status.merged(with: more)
    }

    static let lostNode: JSONValue = [
        "phase": "Running",
        "conditions": [["type": "Ready", "status": "False"], ["type": "ContainersReady", "status": "True"]],
    ]

    static let examples = [
        Example(testDescription: "not while it runs", reason: nil),
        Example(testDescription: "by a deletion", deletion: (0, 30), reason: "Deleted"),
        Example(
            testDescription: "by an eviction",
            status: target("EvictionByEvictionAPI"),
            deletion: (0, 30),
            reason: "Evicted"
        ),
        Example(
            testDescription: "by a taint",
            status: target("DeletionByTaintManager"),
            deletion: (0, 30),
            reason: "Evicted"
        ),
        Example(
            testDescription: "by the scheduler",
            status: target("PreemptionByScheduler"),
            deletion: (0, 30),
            reason: "Preempted"
        ),
        Example(
            testDescription: "by a reason of a later release",
            status: target("DeletionByRobot"),
            deletion: (0, 30),
            reason: "DeletionByRobot"
        ),
        Example(
            testDescription: "by the kubelet, which names the reason itself",
            status: target("TerminationByKubelet", phase: "Failed", ["reason": "Terminated"]),
            reason: "NodeShutdown"
        ),
        Example(
            testDescription: "by the kubelet for lack of memory",
            status: ["phase": "Failed", "reason": "Evicted"],
            reason: "Evicted"
        ),
        Example(
            testDescription: "by the kubelet for a critical pod",
            status: ["phase": "Failed", "reason": "Preempting"],
            reason: "Preempted"
        ),
        Example(
            testDescription: "by a node that shut down",
            status: ["phase": "Failed", "reason": "Shutdown"],
            reason: "NodeShutdown"
        ),
        Example(
            testDescription: "by a restarted node",
            status: ["phase": "Failed", "reason": "UnexpectedAdmissionError"],
            reason: "UnexpectedAdmissionError"
        ),
        Example(
            testDescription: "by a node without room",
            status: ["phase": "Failed", "reason": "OutOfcpu"],
            reason: "OutOfcpu"
        ),
        Example(testDescription: "by the loss of its node", status: lostNode, deletion: (0, 30), reason: "NodeLost"),
        Example(
            testDescription: "not while it has only been chosen",
            status: target("PreemptionByScheduler"),
            reason: nil
        ),
        Example(
            testDescription: "not by a deadline",
            status: ["phase": "Failed", "reason": "DeadlineExceeded"],
            reason: nil
        ),
        Example(
            testDescription: "before its trainer ended",
            deletion: (10, 30),
            trainerEndedAfter: 12,
            reason: "Deleted"
        ),
        Example(
            testDescription: "before its trainer ended by a clock that is slow",
            deletion: (10, 30),
            trainerEndedAfter: 8,
            reason: "Deleted"
        ),
        Example(
            testDescription: "not when its trainer had ended by itself",
            deletion: (10, 30),
            trainerEndedAfter: 5,
            reason: nil
        ),
        Example(
            testDescription: "not when it was deleted after its end",
            status: ["phase": "Succeeded"],
            deletion: (100, 0),
            trainerEndedAfter: 60,
            reason: nil
        ),
    ]

    @Test(arguments: examples)
    func cause(example: Example) throws {
        let disruption = try PodDisruption(example.pod())
        #expect(disruption?.reason == example.reason)
        #expect(disruption.map { $0.message.hasPrefix("\($0.reason): ") } != false)
    }

    @Test("and the message has the words of the component that ended it")
    func words() throws {
        let example = Example(
            testDescription: "",
            status: Self.target("PreemptionByScheduler"),
            deletion: (0, 30),
            reason: nil
        )
        let message = "Preempted: pod pod gave way to a pod of higher priority (a component's words)"
        #expect(try PodDisruption(example.pod())?.message == message)
    }
}
