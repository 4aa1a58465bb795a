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

    /// Number of the present try, counted against `retry.limit`: an attempt that found no capacity does not count.
    var tryNumber: Int { history.count - fallbacks + 1 }

    /// Greatest number of tries.
    var tries: Int { spec.retry.limit + 1 }

    /// Whether another try may follow the present one.
    var hasRetryLeft: Bool { tryNumber < tries }

    /// The last try that failed; nil before the first failure.
    private var lastFailure: TrainingAttempt? { history.last { $0.reason != TrainingAttempt.noCapacity } }

    /// Seconds that containers of ended attempts ran.
    var secondsRun: Int {
        history.reduce(0) { sum, attempt in
            sum + (attempt.startTime.map { TimeLimit.seconds(from: $0, to: attempt.completionTime) } ?? 0)
        }
    }

    /// Time left until the next attempt may begin; nil when it may begin now. The pause after a failure doubles each time,
    /// like the Job controller's own; a fallback needs none.
    func pause(now: Timestamp) -> Duration? {
        guard let last = history.last, last.reason != TrainingAttempt.noCapacity else { return nil }
        let doublings = max(0, min(tryNumber - 2, 10))
        return TimeLimit.remaining(min(10 << doublings, 360), after: last.completionTime, now: now)
    }

    /// What to say until the next attempt has a Job; nil before the first.
    var interlude: String? {
        guard let last = history.last else { return nil }
        let account = last.message ?? last.reason
        if last.reason == TrainingAttempt.noCapacity { return account }
        return "Try \(tryNumber) of \(tries) follows; the last one failed: \(account)"
    }

    /// What to say about a running attempt that is a retry; nil before the first failure.
    var retryNote: String? {
        lastFailure.map { "Try \(tryNumber) of \(tries); the last one failed: \($0.message ?? $0.reason)" }
    }
}
