import DarkroomAPI
import KubeCore
import KubeReconcile
import KubeRuntime
import Testing

@testable import DarkroomOperator

@Suite("What a status reports beyond itself")
struct StatusEventTests {
    @Test(
        "The end of a run is an event, with the condition's reason where it failed",
        arguments: [
            (TrainingRunStatus(phase: .succeeded), StatusEvent(.normal, reason: "Succeeded", note: "Succeeded")),
            (
                TrainingRunStatus(
                    phase: .failed,
                    message: "OOMKilled: too big",
                    conditions: [Condition(type: "Succeeded", status: .false, reason: "OOMKilled")]
                ),
                StatusEvent(.warning, reason: "OOMKilled", note: "OOMKilled: too big")
            ),
            (
                TrainingRunStatus(phase: .cancelled, message: "Cancelled by spec.cancel"),
                StatusEvent(.normal, reason: "Cancelled", note: "Cancelled by spec.cancel")
            ),
            (TrainingRunStatus(phase: .running), nil),
            (TrainingRunStatus(phase: .queued), nil),
        ] as [(TrainingRunStatus, StatusEvent?)]
    )
    func ending(status: TrainingRunStatus, event: StatusEvent?) {
        #expect(status.event == event)
    }

    @Test("The end of a run is concluded from the trainer's last report, or not at all")
    func conclusion() {
        let end = TrainingRunStatus(phase: .succeeded, completionTime: Timestamp("2026-01-01T00:00:00Z"))
        #expect(end.requiresOptimisticLock(after: TrainingRunStatus(phase: .running)))
        #expect(!end.requiresOptimisticLock(after: end))
    }

    @Test("A status between attempts is for the version that it was concluded from, history and all")
    func betweenAttempts() {
        #expect(TrainingRunStatus(phase: .queued).requiresOptimisticLock(after: TrainingRunStatus()))
        #expect(TrainingRunStatus(phase: .suspended).requiresOptimisticLock(after: TrainingRunStatus()))
        #expect(
            !TrainingRunStatus(phase: .running).requiresOptimisticLock(after: TrainingRunStatus(phase: .scheduling))
        )
    }

    @Test("A service that is ready says so once, however its message changes")
    func ready() {
        let rolling = InferenceServiceStatus(phase: .ready, message: "rolling out")
        #expect(rolling.event == InferenceServiceStatus(phase: .ready).event)
        #expect(rolling.event?.reason == "Ready")
    }
}
