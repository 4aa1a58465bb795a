import DarkroomAPI
import KubeCore

extension PhaseSummary<TrainingRunPhase> {
    /// What a run's status says about what its Job is doing.
    init(_ activity: JobActivity, _ observed: ObservedTrainingRun) {
        switch activity {
        case .heldBack(.some(let pod)):
            self.init(.queued, "Waiting for the previous pod \(pod.metadata.name) to terminate")
        case .heldBack(.none) where observed.job?.isSuspendedByRun == true:
            self.init(.queued, "The Job is being resumed")
        case .heldBack(.none):
            let message =
                observed.run.spec.queueName.map { "The Job waits for queue \($0) to admit it" }
                ?? "The Job was suspended by another controller or a user; resume it there"
            self.init(.queued, reason: "HeldBack", message)
        case .awaitingPod:
            let failure = observed.podCreationFailure
            self.init(.queued, reason: failure?.reason, failure?.summary ?? "The Job has no pod yet")
        case .awaitingCapacity(let pod, _):
            let diagnosis = PodDiagnosis(pod)
            self.init(.scheduling, reason: diagnosis?.reason, diagnosis?.summary ?? "The pod waits for a node")
        case .checkingDataset:
            self.init(.validating, "The data set is being checked before the trainer starts")
        case .startingContainer(let pod):
            let diagnosis = PodDiagnosis(pod)
            let preparation = pod.nodeName.map { "Preparing the container on node \($0)" }
            self.init(.scheduling, reason: diagnosis?.reason, diagnosis?.summary ?? preparation)
        case .running(_, .stalled(let message, _)):
            self.init(.running, reason: StallDetector.reason, message)
        case .running(let pod, .unlimited), .running(let pod, .reporting):
            self.init(.running, PodDiagnosis(pod)?.summary ?? observed.attempts.retryNote)
        case .trainerEnded:
            self.init(afterPod: observed.previous, overdue: nil)
        case .podEnded(let overdue):
            self.init(afterPod: observed.previous, overdue: overdue)
        }
    }

    /// The summary from before the pod ended stays until its Job reports the result: a phase in between would
    /// be one more write without new information.
    private init(afterPod previous: TrainingRunStatus, overdue: PodView?) {
        guard let phase = previous.phase, [.scheduling, .validating, .running].contains(phase) else {
            self.init(.queued, "The previous pod is terminating; waiting for the Job controller")
            return
        }
        guard let overdue, let time = overdue.metadata.deletionTimestamp else {
            self.init(phase, reason: previous.conditions[ConditionType.running]?.reason, previous.message)
            return
        }
        let node = overdue.nodeName.map { " on node \($0)" } ?? ""
        self.init(
            phase,
            reason: "PodOverdue",
            """
            PodOverdue: pod \(overdue.metadata.name)\(node) should have terminated by \(time); check what keeps it there
            """
        )
    }
}
