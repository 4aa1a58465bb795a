public import KubeCRD

/// How often something that failed is tried again.
public struct RetryPolicy: Hashable, FieldCoded {
    /// Tries after the first.
    public var limit: Int

    /// Makes a policy.
    public init(limit: Int = 0) { self.limit = limit }

    public static let fields = Fields("What happens after a failure.", from: RetryPolicy()) {
        Field("limit", \.limit, .retryLimit, "How often to try again; 0 is never.")
            .identified(as: "retryLimit", evenAtDefault: true)
    }
}
