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

    /// Nil while the attempt goes on.
    ///
    /// - Parameter pods: Those of `job`.
    init?(
        _ job: JobView,
        _ state: JobState,
        pods: [PodView],
        of run: TrainingRun,
        _ attempts: TrainingAttempts,
        now: Timestamp
    ) {
        if Self.timeForNews(of: pods, after: job, now: now) != nil { return nil }
        let record = AttemptRecord(job: job, pods: pods, attempts: attempts)
        let afterFailure: Consequence = attempts.hasRetryLeft ? .nextAttempt : .end(.failed)
        // The Job controller would start the same container again; another attempt begins at the last checkpoint.
        if !state.isFinished, job.spec?.suspend != true,
            let lost = pods.evictedFromLostNode(since: job.status?.startTime)
        {
            let node = lost.nodeName ?? "its node"
            attempt = record.ended(now, Self.nodeLost, "NodeLost: \(node) does not answer, and its pods were given up")
            consequence = afterFailure
            return
        }
        switch state {
        case .succeeded:
            let result = run.trainerStatus.result(ofAttempt: attempts.number, in: pods.newestFirst.first)
            if let result, result.status == .failed {
                let words =
                    "the trainer says that it failed: \((result.error ?? "no reason given").excerpt())"
                attempt = record.ended(
                    job.endTime ?? now,
                    Self.reportedFailure,
                    "ReportedFailure: \(words)",
                    exitCode: 0
                )
                consequence = afterFailure
                return
            }
            attempt = record.ended(job.endTime ?? now, "Completed", exitCode: 0)
            consequence = .end(.succeeded)
        case .failed(let condition) where condition.reason == Self.deadlineExceeded:
            let words = "DeadlineExceeded: the run went on beyond its limit (timeouts.runSeconds)"
            attempt = record.ended(job.endTime ?? now, Self.deadlineExceeded, words)
            consequence = .end(.failed)
        case .failed(let condition):
            let diagnosis = pods.newestFirst.first { $0.phase == .failed }.flatMap(PodDiagnosis.init)
            let reason = diagnosis?.reason ?? condition.reason.filled(or: "Failed")
            let words = diagnosis?.summary ?? "\(reason): \((condition.message ?? "").excerpt())"
            attempt = record.ended(job.endTime ?? now, reason, words)
            consequence = pods.newestFirst.first?.hasUnfitDataset == true ? .end(.failed) : afterFailure
        case .waiting(let pod):
            guard let wait = CapacityWait(of: pod, attempts), wait.remaining(now: now) == nil else {
                return nil
            }
            attempt = record.ended(now, TrainingAttempt.noCapacity, wait.words)
            consequence = .nextAttempt
        case .running(let pod):
            // What has been done well is not done again because its container does not end.
            let result = run.trainerStatus.result(ofAttempt: attempts.number, in: pod)
            guard result?.status != .succeeded else { return nil }
            guard let silence = Silence(of: pod, run, attempts),
                silence.remaining(now: now) == nil, run.spec.timeouts.onStall != .report,
                silence.remainingGrace(run.status, now: now) == nil
            else { return nil }
            attempt = record.ended(now, Silence.reason, silence.words)
            consequence = run.spec.timeouts.onStall == .restart ? afterFailure : .end(.failed)
        case .heldBack, .withoutPod, .podEnded:
            return nil
        }
    }

    /// Time left for the news of a pod's end, which may come after that of its Job: why the container failed is known to
    /// the pod alone. Nil when there is none to wait for, or when it has not come for too long. A success is not waited
    /// for: were its Job removed meanwhile, all would be done again.
    static func timeForNews(of pods: [PodView], after job: JobView, now: Timestamp) -> Duration? {
        let failed = job.status?.conditions?["Failed"]
        guard let failed, failed.isTrue, failed.reason != deadlineExceeded, let end = job.endTime,
            pods.contains(where: { !$0.isFinished && !$0.metadata.isBeingDeleted })
        else { return nil }
        return TimeLimit.remaining(patience, after: end, now: now)
    }

    /// Seconds in which a cache that works has long caught up.
    private static let patience = 10
    private static let reportedFailure = "ReportedFailure"
    private static let nodeLost = "NodeLost"
    private static let deadlineExceeded = "DeadlineExceeded"
}

extension [PodView] {
    /// A pod at work that Kubernetes gave up together with its node.
    ///
    /// - Parameter start: When the Job started, for the last time: a pod of before a suspension was at work no more. By the
    ///   clock of the Job controller, while the API server's says when a pod was made: they may differ by a minute.
    fileprivate func evictedFromLostNode(since start: Timestamp?) -> PodView? {
        guard let start = start?.adding(seconds: -60) else { return nil }
        return first { pod in
            pod.metadata.isBeingDeleted && !pod.isFinished && pod.isOnLostNode
                && pod.metadata.creationTimestamp.map { $0 >= start } ?? true
        }
    }
}

extension PodView {
    /// Whether the data set is such that another try would find the same.
    fileprivate var hasUnfitDataset: Bool {
        guard case .failed(let report) = datasetCheck else { return false }
        return !report.isRetryable
    }
}
