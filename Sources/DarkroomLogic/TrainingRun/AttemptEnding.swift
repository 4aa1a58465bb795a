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

    private init(_ attempt: TrainingAttempt, _ consequence: Consequence) {
        self.attempt = attempt
        self.consequence = consequence
    }

    /// Nil while the attempt continues, or while its pod's status is still awaited.
    init?(_ job: ObservedTrainingJob, of run: TrainingRun, _ attempts: TrainingAttempts, now: Timestamp) {
        let record = AttemptRecord(job: job, attempts: attempts)
        let endTime = job.view.endTime ?? now
        let afterFailure: Consequence = attempts.hasRetryLeft ? .nextAttempt : .end(.failed)
        switch job.state {
        case .succeeded:
            self.init(ofGoodExit: record, run, job.pods.first, at: endTime)
        case .failed(let condition) where condition.isDeadlineExceeded:
            let message = "\(Self.deadlineExceeded): the run exceeded timeouts.runSeconds"
            self.init(record.ended(endTime, Self.deadlineExceeded, message), .end(.failed))
        case .failed(let condition):
            guard job.timeForPodStatus(now: now) == nil else { return nil }
            let failed = job.pods.first { $0.phase == .failed }
            // The Job fails with any container, but only the trainer's end is that of the attempt.
            if let failed, failed.trainerEnd?.exitCode == 0, failed.status?.reason == nil {
                self.init(ofGoodExit: record, run, failed, at: endTime)
                return
            }
            let diagnosis = failed?.diagnosisOfFailure
            let reason = diagnosis?.reason ?? condition.reason.filled(or: "Failed")
            let message = diagnosis?.summary ?? "\(reason): \((condition.message ?? "").excerpt())"
            let isUnfit = job.pods.first?.hasUnfitDataset == true
            self.init(record.ended(endTime, reason, message), isUnfit ? .end(.failed) : afterFailure)
        case .active(let activity):
            // The Job controller would start the same container again; another attempt begins at the last checkpoint.
            if let pod = job.podOfLostNode {
                let node = pod.nodeName ?? "its node"
                let message = "\(Self.nodeLost): \(node) does not answer, and its pods were evicted"
                self.init(record.ended(now, Self.nodeLost, message), afterFailure)
                return
            }
            switch activity {
            case .awaitingCapacity(_, .some(let limit)) where limit.remaining == nil:
                self.init(record.ended(now, TrainingAttempt.noCapacity, limit.message), .nextAttempt)
            case .running(_, .stalled(let message, .giveUp)):
                let isRestarted = run.spec.timeouts.onStall == .restart
                self.init(
                    record.ended(now, StallDetector.reason, message),
                    isRestarted ? afterFailure : .end(.failed)
                )
            case .trainerEnded(let pod, .outlived):
                let endTime = pod.trainerEnd?.finishedAt ?? now
                guard pod.trainerEnd?.exitCode != 0 else {
                    self.init(ofGoodExit: record, run, pod, at: endTime)
                    return
                }
                let diagnosis = pod.diagnosisOfFailure
                let reason = diagnosis?.reason ?? "Error"
                self.init(record.ended(endTime, reason, diagnosis?.summary ?? reason), afterFailure)
            case .heldBack, .awaitingPod, .awaitingCapacity, .checkingDataset, .startingContainer, .running,
                .trainerEnded, .podEnded:
                return nil
            }
        }
    }

    /// A container that exits with 0 has succeeded, unless it says that it has not.
    private init(ofGoodExit record: AttemptRecord, _ run: TrainingRun, _ pod: PodView?, at time: Timestamp) {
        let result = run.trainerStatus.result(ofAttempt: record.attempts.number, in: pod)
        guard let result, result.status == .failed else {
            self.init(record.ended(time, "Completed", exitCode: 0), .end(.succeeded))
            return
        }
        let error = (result.error ?? "no reason given").excerpt()
        let message = "\(Self.reportedFailure): the trainer reported that it failed: \(error)"
        self.init(
            record.ended(time, Self.reportedFailure, message, exitCode: 0),
            record.attempts.hasRetryLeft ? .nextAttempt : .end(.failed)
        )
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
    /// Why a training failed: what ended the pod as a whole, or else the trainer, comes before what other containers say.
    fileprivate var diagnosisOfFailure: PodDiagnosis? {
        let ofTrainer = status?.reason == nil ? trainer.flatMap(PodDiagnosis.init(container:)) : nil
        return ofTrainer ?? PodDiagnosis(self)
    }

    /// Whether another try would find the same fault in the data set.
    fileprivate var hasUnfitDataset: Bool {
        guard case .failed(let report) = datasetCheck else { return false }
        return !report.isRetryable
    }
}
