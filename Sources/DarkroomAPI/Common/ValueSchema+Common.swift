import KubeCRD

/// Schemas of values that several types have.
extension ValueSchema<Int> {
    /// A number of retries.
    static var retryLimit: Self { .integer(0...10) }

    /// A pass over the data of a training.
    static var epoch: Self { .integer(0...Int64(TrainerStatus.maxEpoch)) }

    /// The number of a run's attempt, from 1.
    static var attempt: Self { .integer(1...1_000_000) }
}

extension ValueSchema<[String: String]> {
    /// Metrics by name, as decimal numbers.
    static var metrics: Self { .map(of: .string(length: 1...64), maxProperties: TrainerStatus.maxMetrics) }
}
