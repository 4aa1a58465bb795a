/// The average of samples over the last seconds, one bucket a second.
///
/// A second without a sample is left out: a leader that was delayed, or has just been elected, must not take what it did
/// not see for idleness.
struct ConcurrencyWindow: Sendable {
    private struct Bucket: Sendable {
        var second: Int64
        var sum: Double
        var count: Int
    }

    private let origin: ContinuousClock.Instant
    private var buckets: [Bucket?]

    /// - Parameters:
    ///   - length: At least one second; whole seconds count.
    ///   - origin: Start of the first second.
    init(length: Duration, origin: ContinuousClock.Instant) {
        self.origin = origin
        buckets = Array(repeating: nil, count: Int(max(1, min(length.components.seconds, 3600))))
    }

    mutating func record(_ value: Double, now: ContinuousClock.Instant) {
        let second = second(of: now)
        let index = Int(second % Int64(buckets.count))
        if var bucket = buckets[index], bucket.second == second {
            bucket.sum += value
            bucket.count += 1
            buckets[index] = bucket
        } else {
            buckets[index] = Bucket(second: second, sum: value, count: 1)
        }
    }

    /// The average over the window that ends now; nil without a sample in it.
    func average(now: ContinuousClock.Instant) -> Double? {
        let oldest = second(of: now) - Int64(buckets.count) + 1
        let averages = buckets.compactMap { bucket in
            bucket.flatMap { $0.second >= oldest ? $0.sum / Double($0.count) : nil }
        }
        return averages.isEmpty ? nil : averages.reduce(0, +) / Double(averages.count)
    }

    private func second(of instant: ContinuousClock.Instant) -> Int64 {
        max(0, (instant - origin).components.seconds)
    }
}
