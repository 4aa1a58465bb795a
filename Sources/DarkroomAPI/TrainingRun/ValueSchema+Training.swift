import KubeCRD

/// Schemas of values that several types of a training have.
extension ValueSchema<Int> {
    /// A pass over the data.
    static var epoch: Self { .integer(0...Int64(TrainerStatus.maxEpoch)) }

    /// The number of a run's attempt, from 1.
    static var attempt: Self { .integer(1...1_000_000) }
}

extension ValueSchema<[String: String]> {
    /// Metrics by name, as decimal numbers.
    static var metrics: Self { .map(of: .string(length: 1...64), maxProperties: TrainerStatus.maxMetrics) }
}
