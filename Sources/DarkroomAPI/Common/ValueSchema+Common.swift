import KubeCRD

/// Schemas of values that several types have.
extension ValueSchema<Int> {
    /// A number of retries.
    static var retryLimit: Self { .integer(0...10) }
}
