import DarkroomAPI
import KubeCore

/// The present attempt of a run whose pod was told to end by something other than the run.
struct DisruptedAttempt: Sendable {
    let disruption: TrainingDisruption
    /// Whether the status tells of it. Before it does, nothing is done about it: the pod may be the only witness.
    let isOnRecord: Bool
    /// Its Job; nil once that is gone.
    let job: ObservedTrainingJob?
    /// Its pod; nil once that is gone.
    let pod: PodView?
    /// Its pod while that may still save its work.
    let endingPod: PodView?

    /// Nil while nothing has disrupted the attempt.
    ///
    /// - Parameters:
    ///   - recorded: The disruption that the status tells of.
    ///   - pods: Pods of all attempts.
    init?(
        _ job: ObservedTrainingJob?,
        recorded: TrainingDisruption?,
        pods: [PodView],
        of run: TrainingRun,
        _ attempts: TrainingAttempts,
        now: Timestamp
    ) {
        // The Job controller deletes the pod of a Job that a queue holds back, which the cache of pods may show first.
        let isDueToSuspension = recorded?.reason == PodDisruption.deleted && job?.view.isHeld == true
        let isOvertaken = isDueToSuspension || job?.hasSucceeded(besides: recorded?.pod) == true
        let present = recorded.flatMap { $0.attempt == attempts.number && !isOvertaken ? $0 : nil }
        guard let disruption = present ?? job?.disruption(of: run, attempts, now: now) else { return nil }
        self.disruption = disruption
        self.job = job
        isOnRecord = present != nil
        let pod = pods.first { $0.metadata.name == disruption.pod }
        self.pod = pod
        endingPod = pod.flatMap { $0.isSavingWork(now: now) ? $0 : nil }
    }
}

extension ObservedTrainingJob {
    /// Whether a pod that the Job controller made in the place of a disrupted one has done the work.
    fileprivate func hasSucceeded(besides name: String?) -> Bool {
        pods.contains { $0.metadata.name != name && $0.phase == .succeeded && PodDisruption($0) == nil }
    }
}

extension DisruptedAttempt {
    /// Name of its pod if that should have been killed long ago.
    var overduePod: String? {
        guard let pod, endingPod == nil, !pod.isFinished, pod.trainerEnd == nil, !pod.isOnLostNode else { return nil }
        return pod.metadata.name
    }
}

extension PodView {
    /// Whether the trainer of a pod that was told to end may still save its work. That of a lost node is not waited for, nor
    /// one that should have been killed long ago.
    fileprivate func isSavingWork(now: Timestamp) -> Bool {
        !isFinished && trainerEnd == nil && !isOnLostNode && timeUntilOverdue(now: now) != nil
    }
}
