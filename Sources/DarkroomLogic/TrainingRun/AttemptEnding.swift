import DarkroomAPI
import KubeCore

/// How the present attempt has ended, and what that means for the run.
struct AttemptEnding: Sendable {
    /// What follows.
    enum Consequence: Sendable {
        /// The run ends in this phase.
        case end(TrainingRunPhase)
        /// Another attempt.
        case nextAttempt
    }

    let attempt: TrainingAttempt
    let consequence: Consequence

    /// Nil while the attempt continues, or while its pod's status is still awaited.
    init?(_ job: ObservedTrainingJob, of run: TrainingRun, _ attempts: TrainingAttempts, now: Timestamp) {
        let record = AttemptRecord(job: job, attempts: attempts)
        let endTime = job.view.endTime ?? now
        let afterFailure: Consequence = attempts.hasRetryLeft ? .nextAttempt : .end(.failed)
        switch job.state {
        case .succeeded:
            let result = run.trainerStatus.result(ofAttempt: attempts.number, in: job.pods.first)
            guard let result, result.status == .failed else {
                attempt = record.ended(endTime, "Completed", exitCode: 0)
                consequence = .end(.succeeded)
                return
            }
            let error = (result.error ?? "no reason given").excerpt()
            let message = "\(Self.reportedFailure): the trainer reported that it failed: \(error)"
            attempt = record.ended(endTime, Self.reportedFailure, message, exitCode: 0)
            consequence = afterFailure
        case .failed(let condition) where condition.isDeadlineExceeded:
            let message = "\(Self.deadlineExceeded): the run exceeded timeouts.runSeconds"
            attempt = record.ended(endTime, Self.deadlineExceeded, message)
            consequence = .end(.failed)
        case .failed(let condition):
            guard job.timeForPodStatus(now: now) == nil else { return nil }
            let diagnosis = job.pods.first { $0.phase == .failed }.flatMap(PodDiagnosis.init)
            let reason = diagnosis?.reason ?? condition.reason.filled(or: "Failed")
            let message = diagnosis?.summary ?? "\(reason): \((condition.message ?? "").excerpt())"
            attempt = record.ended(endTime, reason, message)
            consequence = job.pods.first?.hasUnfitDataset == true ? .end(.failed) : afterFailure
        case .active(let activity):
            // The Job controller would start the same container again; another attempt begins at the last checkpoint.
            if let pod = job.podOfLostNode {
                let node = pod.nodeName ?? "its node"
                let message = "\(Self.nodeLost): \(node) does not answer, and its pods were evicted"
                attempt = record.ended(now, Self.nodeLost, message)
                consequence = afterFailure
                return
            }
            switch activity {
            case .awaitingCapacity(_, .some(let limit)) where limit.remaining == nil:
                attempt = record.ended(now, TrainingAttempt.noCapacity, limit.message)
                consequence = .nextAttempt
            case .running(_, .stalled(let message, .giveUp)):
                attempt = record.ended(now, StallDetector.reason, message)
                consequence = run.spec.timeouts.onStall == .restart ? afterFailure : .end(.failed)
            case .heldBack, .awaitingPod, .awaitingCapacity, .checkingDataset, .startingContainer, .running, .podEnded:
                return nil
            }
        }
    }

    /// Reason that the Job controller gives a Job that exceeded its deadline.
    static let deadlineExceeded = "DeadlineExceeded"
    private static let reportedFailure = "ReportedFailure"
    private static let nodeLost = "NodeLost"
}

extension ObservedTrainingJob {
    /// A pod that Kubernetes evicted while it was running, because its node was lost.
    fileprivate var podOfLostNode: PodView? {
        // A pod from before a suspension had ended its work. The start is by the Job controller's clock and a pod's
        // creation by the API server's: they may differ by a minute.
        guard view.spec?.suspend != true, let start = view.status?.startTime?.adding(seconds: -60) else { return nil }
        return pods.first { pod in
            pod.metadata.isBeingDeleted && !pod.isFinished && pod.isOnLostNode
                && pod.metadata.creationTimestamp.map { $0 >= start } ?? true
        }
    }
}

extension PodView {
    /// Whether another try would find the same fault in the data set.
    fileprivate var hasUnfitDataset: Bool {
        guard case .failed(let report) = datasetCheck else { return false }
        return !report.isRetryable
    }
}
