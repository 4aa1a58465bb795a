import DarkroomAPI
import KubeCore

/// The Job of the present attempt, together with its pods.
struct ObservedTrainingJob: Sendable {
    let view: JobView
    /// Pods that the Job has made, the newest first.
    let pods: [PodView]
    let state: JobState
    /// A pod that was told to end, or is about to be, and may still be running or saving a checkpoint. A pod whose
    /// deletion is overdue is not waited for.
    let endingPod: PodView?

    init(
        _ view: JobView,
        pods all: [PodView],
        of run: TrainingRun,
        _ attempts: TrainingAttempts,
        now: Timestamp
    ) {
        self.view = view
        let pods = all.made(by: view).newestFirst
        self.pods = pods
        let endingPod = pods.first { pod in
            guard !pod.isFinished else { return false }
            return pod.metadata.isBeingDeleted ? pod.timeUntilGivenUp(now: now) != nil : view.spec?.suspend == true
        }
        self.endingPod = endingPod
        if view.isInterrupted(pods) {
            state = .interrupted
        } else if let failed = view.failure {
            state = .failed(failed)
        } else if view.isFinished {
            state = .succeeded
        } else {
            state = .active(
                JobActivity(view, pods: pods, endingPod: endingPod, of: run, attempts, now: now)
            )
        }
    }
}

extension ObservedTrainingJob {
    var name: String { view.metadata.name }
    var isBeingDeleted: Bool { view.metadata.isBeingDeleted }

    /// Whether the Job has ended, and its end is that of the attempt.
    var isFinished: Bool {
        switch state {
        case .succeeded, .failed: true
        case .active, .interrupted: false
        }
    }

    /// Time left until a terminating pod has to be gone. No event tells of a pod's end on a node that does not answer.
    func timeToNextPodEnd(now: Timestamp) -> Duration? {
        let ending = endingPod?.timeUntilGivenUp(now: now)
        let overdue = pods.compactMap { $0.timeUntilOverdue(now: now) }.min()
        return [ending, overdue].compactMap(\.self).min()
    }

    /// Time left for the pod's status to arrive, which may come after the Job's: only the pod knows why its container
    /// failed. Nil when nothing is awaited, or when the wait is over. After a success it does
    /// not wait: if the Job were deleted meanwhile, all its work would be repeated.
    func timeForPodStatus(now: Timestamp) -> Duration? {
        guard case .failed(let condition) = state, !condition.isDeadlineExceeded, let end = view.endTime,
            pods.contains(where: { !$0.isFinished && !$0.metadata.isBeingDeleted }) || hasFailedWithoutPod
        else { return nil }
        return TimeLimit.remaining(Self.podStatusTimeout, after: end, now: now)
    }

    /// Whether the Job has failed because of a pod that is not there. A pod that fails stays until it is deleted; that of a
    /// Job that another controller manages may be in another cluster.
    var hasFailedWithoutPod: Bool {
        guard case .failed(let condition) = state, condition.reason == "BackoffLimitExceeded",
            [nil, "kubernetes.io/job-controller"].contains(view.spec?.managedBy)
        else { return false }
        return pods.isEmpty && (view.status?.failed ?? 0) > 0
    }

    /// Seconds after which a working cache has certainly caught up.
    private static let podStatusTimeout = 10
}

extension [PodView] {
    /// The pods that a Job made. A pod of an earlier attempt may still be terminating.
    func made(by job: JobView) -> [PodView] { filter { $0.metadata.controller?.uid == job.metadata.uid } }

    /// When the first container of the first of these pods started; nil while none has.
    ///
    /// - Parameter container: Name of the container.
    func firstStart(ofContainer container: String) -> Timestamp? {
        flatMap { $0.status?.containerStatuses ?? [] }
            .filter { $0.name == container }
            .flatMap { [$0.state, $0.lastState] }
            .compactMap { $0?.running?.startedAt ?? $0?.terminated?.startedAt }
            .min()
    }
}

extension PodView {
    /// Time left for a pod that was told to end. A pod that uses its whole grace period is killed at the end of it,
    /// which takes a moment to be reported.
    func timeUntilOverdue(now: Timestamp) -> Duration? {
        metadata.deletionTimestamp.flatMap { TimeLimit.remaining(30, after: $0, now: now) }
    }

    /// Time left until the next attempt no longer waits for a pod that was told to end. No kubelet reports the end of one on
    /// a node that does not answer.
    func timeUntilGivenUp(now: Timestamp) -> Duration? {
        guard isOnLostNode else { return timeUntilOverdue(now: now) }
        return metadata.deletionTimestamp.flatMap { TimeLimit.remaining(0, after: $0, now: now) }
    }
}
