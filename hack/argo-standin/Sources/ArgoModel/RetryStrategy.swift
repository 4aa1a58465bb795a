/// `retryStrategy` of a template.
public struct RetryStrategy: Hashable, Sendable {
    /// The ends of a pod that are retried.
    public enum Policy: String, Hashable, Sendable {
        /// A pod that ran and failed.
        case onFailure = "OnFailure"
        /// A pod that was deleted or could not be created.
        case onError = "OnError"
        /// Both.
        case always = "Always"
    }

    /// Waiting between attempts: `duration * factor^(retries so far)`, at most `cap`.
    public struct Backoff: Hashable, Sendable {
        /// Wait before the first retry.
        public var duration: Duration
        /// Growth per retry; 1 for none.
        public var factor: Int
        /// Longest wait.
        public var cap: Duration?
        /// No retry starts later than this after the first attempt started.
        public var maxDuration: Duration?
    }

    /// Retries after the first attempt; nil for no limit.
    public var limit: Int?
    /// What is retried.
    public var policy: Policy
    /// Waiting between attempts; nil for none.
    public var backoff: Backoff?
}

extension RetryStrategy {
    init(_ reader: FieldReader) throws(Refusal) {
        var fields = reader
        limit = try fields.count("limit")
        let policyName = try fields.string("retryPolicy") ?? Policy.onFailure.rawValue
        guard let policy = Policy(rawValue: policyName) else {
            throw Refusal(
                fields.path(of: "retryPolicy"),
                "must be OnFailure, OnError or Always, not '\(policyName)'"
            )
        }
        self.policy = policy
        if let reader = try fields.object("backoff") { backoff = try Backoff(reader) }
        try fields.finish()
    }
}

extension RetryStrategy.Backoff {
    fileprivate init(_ reader: FieldReader) throws(Refusal) {
        var fields = reader
        guard let duration = try fields.duration("duration") else {
            throw Refusal(fields.path(of: "duration"), "is missing")
        }
        self.duration = duration
        factor = max(1, try fields.count("factor") ?? 1)
        cap = try fields.duration("cap")
        maxDuration = try fields.duration("maxDuration")
        try fields.finish()
    }
}

extension FieldReader {
    fileprivate mutating func duration(_ name: String) throws(Refusal) -> Duration? {
        guard let value = take(name) else { return nil }
        guard let duration = value.plainText.flatMap(GoDuration.parse) else {
            throw Refusal(path(of: name), "must be a duration such as 10s or 1m30s")
        }
        return duration
    }
}
