import DarkroomAPI
import KubeCore

/// How long a trainer may still be silent.
struct Silence: Sendable {
    /// What the trainer was last heard to say.
    private enum Word {
        case nothing, progress, end
    }

    private let limit: Int
    private let since: Timestamp
    private let lastWord: Word

    /// Nil when the trainer may be silent for ever, or when its container does not run yet.
    ///
    /// What was reported before the container began came of an attempt before.
    init?(of pod: PodView, _ run: TrainingRun, _ attempts: TrainingAttempts) {
        let (report, timeouts) = (run.trainerStatus, run.spec.timeouts)
        guard let start = [pod].firstStart(ofContainer: TrainingRunManifest.containerName) else { return nil }
        if let result = report.result(ofAttempt: attempts.number, in: pod), let end = result.time {
            guard let limit = timeouts.heartbeatSeconds else { return nil }
            (self.limit, since, lastWord) = (max(limit, Self.parting), max(end, report.lastHeartbeat ?? end), .end)
        } else if let last = report.lastHeartbeat, last >= start {
            guard let limit = timeouts.heartbeatSeconds else { return nil }
            (self.limit, since, lastWord) = (limit, last, .progress)
        } else {
            guard let limit = timeouts.startupSeconds ?? timeouts.heartbeatSeconds else { return nil }
            (self.limit, since, lastWord) = (limit, start, .nothing)
        }
    }

    /// Seconds that a trainer has at least after its last report, which is owed no other: it may have much to put away.
    /// Without any limit, one that hangs then would keep its accelerator for ever.
    private static let parting = 600

    /// Time left; nil once the trainer has been silent too long.
    func remaining(now: Timestamp) -> Duration? { TimeLimit.remaining(limit, after: since, now: now) }

    /// Seconds between a silence being on record and anything being done about it. Reports that could not be stored
    /// while the API server was away come in within this time; without it, every outage would end healthy trainers.
    private static let grace = 30

    /// Time left until the trainer is given up; nil once it is.
    ///
    /// - Parameter previous: Status that was last written: the silence has to be on record.
    func remainingGrace(_ previous: TrainingRunStatus?, now: Timestamp) -> Duration? {
        let responsive = previous?.conditions[ConditionType.responsive]
        guard let responsive, responsive.status == .false, let noted = responsive.lastTransitionTime else {
            return .seconds(Self.grace)
        }
        return TimeLimit.remaining(Self.grace, after: noted, now: now)
    }

    /// Reason of an attempt that ended for it.
    static let reason = "Stalled"

    /// What to say once the time is over.
    var words: String {
        switch lastWord {
        case .nothing: "Stalled: the trainer has not reported once within \(limit) s of its start at \(since)"
        case .progress: "Stalled: the trainer has not reported for more than \(limit) s, last at \(since)"
        case .end: "Stalled: the trainer has not ended within \(limit) s of saying so, last at \(since)"
        }
    }
}
