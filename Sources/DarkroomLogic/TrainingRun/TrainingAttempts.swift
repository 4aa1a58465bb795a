import DarkroomAPI
import KubeCore

/// Where a run is in its row of attempts, concluded from those on record.
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

    /// Keeps a number somebody wrote into the status from overflowing.
    private static let greatestNumber = 999_999

    /// Accelerator class of the present attempt: every attempt that found no room moved on to the next class, and
    /// a later one stays with what it came to.
    var acceleratorClass: String? {
        guard let classes = spec.accelerator?.classes else { return nil }
        return classes.dropFirst(fallbacks).first ?? classes.last
    }

    /// Class to take when the present one has no room; nil when there is none left.
    var nextClass: String? { spec.accelerator?.classes.dropFirst(fallbacks + 1).first }

    /// Seconds a pod waits for a node before ``nextClass`` is taken.
    var fallbackAfterSeconds: Int? { spec.accelerator?.fallbackAfterSeconds }

    private var fallbacks: Int { history.count { $0.reason == TrainingAttempt.noCapacity } }

    /// Number of the present try, as people count against `retry.limit`: an attempt that found no room was none.
    var tryNumber: Int { history.count - fallbacks + 1 }

    /// Tries there can be at most.
    var tries: Int { spec.retry.limit + 1 }

    /// Whether another try may follow the present one.
    var hasRetryLeft: Bool { tryNumber < tries }

    /// How the last try failed; nil before the first failure.
    var lastFailure: TrainingAttempt? { history.last { $0.reason != TrainingAttempt.noCapacity } }

    /// Seconds that containers of ended attempts ran.
    var secondsRun: Int {
        history.reduce(0) { sum, attempt in
            sum + (attempt.startTime.map { TimeLimit.seconds(from: $0, to: attempt.completionTime) } ?? 0)
        }
    }

    /// Time left until the next attempt may begin; nil when it may begin now. A failure is followed by a pause that
    /// doubles, as the Job controller's own; a fallback by none.
    func pause(now: Timestamp) -> Duration? {
        guard let last = history.last, last.reason != TrainingAttempt.noCapacity else { return nil }
        let doublings = max(0, min(tryNumber - 2, 10))
        return TimeLimit.remaining(min(10 << doublings, 360), after: last.completionTime, now: now)
    }

    /// What to say while the next attempt is not there yet.
    var interlude: String? {
        guard let last = history.last else { return nil }
        let account = last.message ?? last.reason
        if last.reason == TrainingAttempt.noCapacity { return account }
        return "Try \(tryNumber) of \(tries) follows; the last one failed: \(account)"
    }
}
