public import KubeCRD

/// How often to retry after a failure.
public struct RetryPolicy: Hashable, FieldCoded {
    /// Retries after the first attempt.
    public var limit: Int

    /// Makes a policy.
    public init(limit: Int = 0) { self.limit = limit }

    public static let fields = Fields("What happens after a failure.", from: RetryPolicy()) {
        Field("limit", \.limit, .retryLimit, "Number of retries after the first attempt; 0 means none.")
            .identified(as: "retryLimit", evenAtDefault: true)
    }
}
