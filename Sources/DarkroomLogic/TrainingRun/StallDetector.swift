import DarkroomAPI
import KubeCore

/// How long a trainer may go without a report.
struct StallDetector: Sendable {
    /// The trainer's last report.
    private enum LastReport {
        case none, progress, result
    }

    private let limit: Int
    private let since: Timestamp
    private let lastReport: LastReport
    private let hasSucceeded: Bool

    /// Nil when no limit applies, or when the pod's trainer has not started yet.
    ///
    /// Reports from before the container's start came from an earlier attempt.
    init?(of pod: PodView, _ run: TrainingRun, _ attempts: TrainingAttempts) {
        let (trainer, timeouts) = (run.trainerStatus, run.spec.timeouts)
        guard let start = [pod].firstStart(ofContainer: TrainingRunManifest.containerName) else { return nil }
        let result = trainer.result(ofAttempt: attempts.number, in: pod)
        hasSucceeded = result?.status == .succeeded
        if let end = result?.time {
            guard let limit = timeouts.heartbeatSeconds else { return nil }
            self.limit = max(limit, Self.exitTimeout)
            since = max(end, trainer.lastHeartbeat ?? end)
            lastReport = .result
        } else if let last = trainer.lastHeartbeat, last >= start {
            guard let limit = timeouts.heartbeatSeconds else { return nil }
            (self.limit, since, lastReport) = (limit, last, .progress)
        } else {
            guard let limit = timeouts.startupSeconds ?? timeouts.heartbeatSeconds else { return nil }
            (self.limit, since, lastReport) = (limit, start, .none)
        }
    }

    /// Fewest seconds that a trainer has to exit after it has reported its result, because it may have much to save.
    /// Without any limit, a trainer that hangs then would keep its accelerator forever.
    private static let exitTimeout = 600

    /// Time left until the trainer counts as stalled; nil once it does.
    func remaining(now: Timestamp) -> Duration? { TimeLimit.remaining(limit, after: since, now: now) }

    /// What follows once the trainer counts as stalled.
    func reaction(of run: TrainingRun, now: Timestamp) -> StallReaction {
        // Finished work is not done again because its container does not exit.
        guard run.spec.timeouts.onStall != .report, !hasSucceeded else { return .report }
        // A stall has no consequences until the status records it.
        let responsive = run.status?.conditions[ConditionType.responsive]
        guard let responsive, responsive.status == .false, let noted = responsive.lastTransitionTime else {
            return .awaitLateReport(.seconds(Self.gracePeriod))
        }
        return TimeLimit.remaining(Self.gracePeriod, after: noted, now: now).map(StallReaction.awaitLateReport)
            ?? .giveUp
    }

    /// Seconds between the record of a stall and its consequences. Reports that could not be stored during
    /// an outage of the API server arrive within this time; without it, every outage would end healthy trainers.
    private static let gracePeriod = 30

    /// Reason of an attempt that ended because its trainer stalled.
    static let reason = "Stalled"

    /// What to say about a stalled trainer.
    var message: String {
        switch lastReport {
        case .none: "Stalled: the trainer has not reported within \(limit) s of its start at \(since)"
        case .progress:
            "Stalled: the trainer has not reported for more than \(limit) s; its last report came at \(since)"
        case .result: "Stalled: the trainer has not exited within \(limit) s of its last report at \(since)"
        }
    }
}
