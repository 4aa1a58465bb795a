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

    /// How an attempt with a Job has ended. Nil while it continues, or while its pod's status is still awaited.
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
        case .interrupted:
            guard run.hasReportedSuccess(in: attempts) else { return nil }
            self.init(record.ended(endTime, Self.completed), .end(.succeeded))
        case .active(let activity):
            if job.isWithoutTrainer, run.hasReportedSuccess(in: attempts) {
                let time = run.trainerStatus.result?.time ?? now
                self.init(record.ended(time, Self.completed), .end(.succeeded))
                return
            }
            if let pod = job.podWithOwnEnd {
                self.init(ofGoodExit: record, run, pod, at: pod.trainerEnd?.finishedAt ?? now)
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

    /// How an attempt has ended whose pod was told to end. Nil while the pod may still save its work.
    init?(
        _ disrupted: DisruptedAttempt,
        of run: TrainingRun,
        previous: TrainingRunStatus,
        _ attempts: TrainingAttempts,
        now: Timestamp
    ) {
        guard disrupted.endingPod == nil else { return nil }
        let record = AttemptRecord(disrupted, previous: previous, attempts: attempts)
        let disruption = disrupted.disruption
        let endTime = disrupted.pod?.trainerEnd?.finishedAt ?? disrupted.job?.view.endTime ?? now
        let result = run.trainerStatus.result(ofAttempt: attempts.number, in: disrupted.pod)
        switch result?.status {
        case .succeeded:
            self.init(record.ended(endTime, Self.completed), .end(.succeeded))
        case .failed where result?.isFrom(disruption.startTime, to: disruption.time) == true:
            let message = Self.message(ofReportedFailure: result)
            let attempt = record.ended(endTime, Self.reportedFailure, message)
            self.init(attempt, attempts.hasRetryLeft ? .nextAttempt : .end(.failed))
        case .failed, nil:
            // An exit code of 0 tells no more than that it was not killed.
            let message =
                (disruption.message ?? disruption.reason)
                + (disrupted.overduePod.map { "; pod \($0) is overdue" } ?? "")
            self.init(
                record.ended(endTime, disruption.reason, message, isDisrupted: true),
                attempts.hasDisruptionLeft ? .nextAttempt : .end(.failed)
            )
        }
    }

    /// How an attempt has ended whose Job is gone: only what its trainer has reported can tell. Nil if another Job has to
    /// repeat it, or if its pod is still there.
    ///
    /// - Parameter pods: Pods of all attempts.
    init?(
        withoutJob previous: TrainingRunStatus,
        pods: [PodView],
        of run: TrainingRun,
        _ attempts: TrainingAttempts,
        now: Timestamp
    ) {
        guard run.hasReportedSuccess(in: attempts), !pods.contains(where: { $0.isStillThere(now: now) }) else {
            return nil
        }
        let record = AttemptRecord(previous: previous, attempts: attempts)
        let time = run.trainerStatus.result?.time ?? now
        self.init(record.ended(time, Self.completed), .end(.succeeded))
    }

    /// A container that exits with 0 has succeeded, unless it says that it has not.
    private init(ofGoodExit record: AttemptRecord, _ run: TrainingRun, _ pod: PodView?, at time: Timestamp) {
        let result = run.trainerStatus.result(ofAttempt: record.attempts.number, in: pod)
        guard let result, result.status == .failed else {
            self.init(record.ended(time, Self.completed, exitCode: 0), .end(.succeeded))
            return
        }
        let message = Self.message(ofReportedFailure: result)
        self.init(
            record.ended(time, Self.reportedFailure, message, exitCode: 0),
            record.attempts.hasRetryLeft ? .nextAttempt : .end(.failed)
        )
    }

    /// Reason that the Job controller gives a Job that exceeded its deadline.
    static let deadlineExceeded = "DeadlineExceeded"
    private static let reportedFailure = "ReportedFailure"
    private static let completed = "Completed"

    private static func message(ofReportedFailure result: TrainingResult?) -> String {
        let error = (result?.error ?? "no reason given").excerpt()
        return "\(reportedFailure): the trainer reported that it failed: \(error)"
    }
}

extension TrainingRun {
    /// Whether the trainer of the present attempt has reported that its work is done. It is not done again then, whatever
    /// happens to its pod.
    fileprivate func hasReportedSuccess(in attempts: TrainingAttempts) -> Bool {
        trainerStatus.result(ofAttempt: attempts.number, in: nil)?.status == .succeeded
    }
}

extension TrainingResult {
    /// Whether it was reported within a span of time. What is reported after a pod was told to end may follow from that.
    fileprivate func isFrom(_ start: Timestamp?, to end: Timestamp) -> Bool {
        guard let time else { return false }
        return start.map { time >= $0 } ?? true && time < end
    }
}

extension ObservedTrainingJob {
    /// Whether no trainer runs, and none is about to be taken for the Job's success: the Job is held, or its pod is
    /// gone.
    fileprivate var isWithoutTrainer: Bool {
        guard pods.isEmpty || view.isHeld else { return false }
        return !pods.contains { $0.trainerEnd == nil && !$0.isFinished }
    }

    /// A pod whose trainer had ended well before the pod was told to end by the Job's suspension or deletion.
    fileprivate var podWithOwnEnd: PodView? {
        pods.first { pod in
            pod.metadata.isBeingDeleted && !pod.isFinished && pod.trainerEnd?.exitCode == 0 && PodDisruption(pod) == nil
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
