/// Exponential backoff with a cap and jitter; a value, so that it can be tested without a clock.
public struct Backoff: Hashable, Sendable {
    /// First delay.
    public var initial: Duration
    /// Greatest delay, before jitter is added.
    public var cap: Duration
    /// Growth per failure.
    public var factor: Double
    /// Random share added to a delay, 0...1, so that many clients do not return at once.
    public var jitter: Double

    /// Describes a backoff.
    public init(initial: Duration, cap: Duration, factor: Double = 2, jitter: Double = 0.5) {
        self.initial = initial
        self.cap = cap
        self.factor = factor
        self.jitter = jitter
    }

    /// The delay after `failures` consecutive failures; a value below 1 counts as 1.
    ///
    /// - Parameter random: In 0..<1; the position of the delay in the jitter's range.
    public func delay(failures: Int, random: Double = Double.random(in: 0..<1)) -> Duration {
        var delay = min(cap, initial)
        var remaining = max(1, failures) - 1
        // A loop that ends at the cap instead of pow(), so that no count of failures can overflow a Duration.
        while remaining > 0, delay < cap {
            let longer = min(cap, delay * factor)
            // Without growth, the loop would run once per failure.
            guard longer > delay else { break }
            delay = longer
            remaining -= 1
        }
        return delay * (1 + jitter * random)
    }
}
