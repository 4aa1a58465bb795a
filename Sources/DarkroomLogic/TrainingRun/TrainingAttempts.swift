import DarkroomAPI
import KubeCore

/// The attempts of a run that are on record, and what follows from them for the present one.
struct TrainingAttempts: Sendable {
    /// Attempts that have ended, in order.
    let history: [TrainingAttempt]
    private let spec: TrainingRunSpec

    init(_ history: [TrainingAttempt], of spec: TrainingRunSpec) {
        self.history = history
        self.spec = spec
    }

    /// Number of the present attempt, or of the next one.
    var number: Int { max(0, min(history.last?.number ?? 0, Self.greatestNumber)) + 1 }

    /// Keeps a number that a user wrote into the status from overflowing.
    private static let greatestNumber = 999_999

    /// Accelerator class of the present attempt: each attempt that found no capacity moves on to the next class, and
    /// later attempts stay with that.
    var acceleratorClass: String? {
        guard let classes = spec.accelerator?.classes else { return nil }
        return classes.dropFirst(fallbacks).first ?? classes.last
    }

    /// Class to try when the present one has no capacity; nil when none is left.
    var nextClass: String? { spec.accelerator?.classes.dropFirst(fallbacks + 1).first }

    /// Seconds that a pod waits for a node before ``nextClass`` is tried.
    var fallbackAfterSeconds: Int? { spec.accelerator?.fallbackAfterSeconds }

    private var fallbacks: Int { history.count { $0.reason == TrainingAttempt.noCapacity } }

    /// Attempts that something other than the run ended.
    var disruptions: Int { history.count { $0.isDisrupted } }

    /// Greatest number of ``disruptions`` after which another attempt follows.
    var disruptionLimit: Int { spec.retry.disruptionLimit }

    /// Whether another attempt may follow the present one if that is disrupted.
    var hasDisruptionLeft: Bool { disruptions < disruptionLimit }

    /// Number of the present try, counted against `retry.limit`: an attempt that found no capacity or was disrupted does
    /// not count.
    var tryNumber: Int { history.count { !$0.isDisrupted && $0.reason != TrainingAttempt.noCapacity } + 1 }

    /// Greatest number of tries.
    var tries: Int { spec.retry.limit + 1 }

    /// Whether another try may follow the present one.
    var hasRetryLeft: Bool { tryNumber < tries }

    /// The last attempt that ended for another reason than missing capacity; nil before the first.
    private var lastEnd: TrainingAttempt? { history.last { $0.reason != TrainingAttempt.noCapacity } }

    /// Disruptions since the last attempt that ended otherwise.
    private var disruptionsInARow: Int { history.reversed().prefix(while: \.isDisrupted).count }

    /// Seconds that containers of ended attempts ran.
    var secondsRun: Int {
        history.reduce(0) { sum, attempt in
            sum + (attempt.startTime.map { TimeLimit.seconds(from: $0, to: attempt.completionTime) } ?? 0)
        }
    }

    /// Time left until the next attempt may begin; nil when it may begin now. The pause after a failure doubles each time,
    /// like the Job controller's own, and so does that after one disruption that follows another; a fallback needs none.
    func pause(now: Timestamp) -> Duration? {
        guard let last = history.last, last.reason != TrainingAttempt.noCapacity else { return nil }
        let doublings = max(0, min(last.isDisrupted ? disruptionsInARow - 1 : tryNumber - 2, 10))
        return TimeLimit.remaining(min(10 << doublings, 360), after: last.completionTime, now: now)
    }

    /// What to say until the next attempt has a Job; nil before the first.
    var interlude: String? {
        guard let last = history.last else { return nil }
        let account = last.message ?? last.reason
        if last.reason == TrainingAttempt.noCapacity { return account }
        if last.isDisrupted {
            return "Another attempt follows disruption \(disruptions) of \(disruptionLimit): \(account)"
        }
        return "Try \(tryNumber) of \(tries) follows; the last one failed: \(account)"
    }

    /// What to say about a running attempt that follows another one; nil in the first.
    var retryNote: String? {
        guard let last = lastEnd else { return nil }
        let account = last.message ?? last.reason
        if last.isDisrupted {
            return "Attempt \(number), after disruption \(disruptions) of \(disruptionLimit): \(account)"
        }
        return "Try \(tryNumber) of \(tries); the last one failed: \(account)"
    }
}

extension TrainingAttempt {
    /// Whether something other than the run ended it.
    var isDisrupted: Bool { disrupted == true }
}
