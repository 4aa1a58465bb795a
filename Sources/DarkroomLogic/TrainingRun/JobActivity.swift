import DarkroomAPI
import KubeCore

/// What a Job that has not ended is doing.
enum JobActivity: Sendable {
    /// Suspended, by the run itself, a queue such as Kueue, or another controller.
    ///
    /// - Parameter endingPod: Pod that is still terminating.
    case heldBack(endingPod: PodView?)
    /// The Job has no pod yet.
    case awaitingPod
    /// No node has room for the pod.
    ///
    /// - Parameter limit: When another accelerator class is tried; nil for never.
    case awaitingCapacity(PodView, limit: CapacityWait?)
    /// The data set is being checked before the trainer starts.
    case checkingDataset(PodView)
    /// The pod has a node, and its container does not run yet.
    case startingContainer(PodView)
    /// The trainer runs.
    case running(PodView, TrainerResponsiveness)
    /// The trainer has ended, and the pod has not.
    case trainerEnded(PodView, PodRemainder)
    /// All pods have ended or are terminating, and the Job controller has not reacted yet.
    ///
    /// - Parameter overdue: Pod that should have terminated long ago.
    case podEnded(overdue: PodView?)

    /// - Parameter pods: Pods of the Job, the newest first.
    init(
        _ job: JobView,
        pods: [PodView],
        endingPod: PodView?,
        of run: TrainingRun,
        _ attempts: TrainingAttempts,
        now: Timestamp
    ) {
        guard let pod = pods.first(where: { !$0.isFinished && !$0.metadata.isBeingDeleted }) else {
            if job.spec?.suspend == true {
                self = .heldBack(endingPod: endingPod)
            } else if pods.isEmpty {
                self = .awaitingPod
            } else {
                let terminating = pods.first { !$0.isFinished && $0.metadata.isBeingDeleted }
                self = .podEnded(overdue: terminating.flatMap { $0.timeUntilOverdue(now: now) == nil ? $0 : nil })
            }
            return
        }
        if let remainder = pod.remainder(now: now) {
            self = .trainerEnded(pod, remainder)
        } else if pod.phase == .running || pod.phase == .unknown {
            self = .running(pod, TrainerResponsiveness(of: pod, run, attempts, now: now))
        } else if case .running = pod.datasetCheck {
            self = .checkingDataset(pod)
        } else if pod.nodeName == nil {
            self = .awaitingCapacity(pod, limit: CapacityWait(of: pod, attempts, now: now))
        } else {
            self = .startingContainer(pod)
        }
    }
}
