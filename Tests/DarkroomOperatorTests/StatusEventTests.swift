import DarkroomAPI
import KubeCore
import KubeReconcile
import KubeRuntime
import Testing

@testable import DarkroomOperator

@Suite("Events and optimistic locks of a status")
struct StatusEventTests {
    @Test(
        "The end of a run is an event, with the condition's reason if the run failed",
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

    @Test("A disruption is one event: while the pod ends, and until the next attempt begins")
    func disruption() throws {
        let words = "Evicted: pod p was evicted from gpu-1"
        let event = StatusEvent(.warning, reason: "Evicted", note: words)
        let time = try #require(Timestamp("2026-01-01T00:00:00Z"))
        let ending = TrainingRunStatus(
            phase: .running,
            disruption: TrainingDisruption(attempt: 1, reason: "Evicted", message: words, time: time)
        )
        #expect(ending.event == event)
        let attempt = TrainingAttempt(
            number: 1,
            completionTime: time,
            reason: "Evicted",
            message: words,
            disrupted: true
        )
        #expect(TrainingRunStatus(phase: .queued, attempts: 1, history: [attempt]).event == event)
        #expect(TrainingRunStatus(phase: .queued, attempts: 2, history: [attempt]).event == nil)
        let failure = TrainingAttempt(number: 1, completionTime: time, reason: "Error", message: words)
        #expect(TrainingRunStatus(phase: .queued, attempts: 1, history: [failure]).event == nil)
    }

    @Test("The end of a run requires an optimistic lock, so that it takes the trainer's last report into account")
    func conclusion() {
        let end = TrainingRunStatus(phase: .succeeded, completionTime: Timestamp("2026-01-01T00:00:00Z"))
        #expect(end.requiresOptimisticLock(after: TrainingRunStatus(phase: .running)))
        #expect(!end.requiresOptimisticLock(after: end))
    }

    @Test("A status between attempts requires an optimistic lock, because it includes the history")
    func betweenAttempts() {
        #expect(TrainingRunStatus(phase: .queued).requiresOptimisticLock(after: TrainingRunStatus()))
        #expect(TrainingRunStatus(phase: .suspended).requiresOptimisticLock(after: TrainingRunStatus()))
        #expect(
            !TrainingRunStatus(phase: .running).requiresOptimisticLock(after: TrainingRunStatus(phase: .scheduling))
        )
    }

    @Test("A service that becomes ready records one event, however its message changes")
    func ready() {
        let rolling = InferenceServiceStatus(phase: .ready, message: "rolling out")
        #expect(rolling.event == InferenceServiceStatus(phase: .ready).event)
        #expect(rolling.event?.reason == "Ready")
    }
}
