/// `meta/v1.Status`: the API server's account of a request that failed, also sent inside a watch stream.
public struct KubeStatus: Hashable, Sendable, Decodable {
    /// What exactly the server objects to, such as one invalid field.
    public struct Cause: Hashable, Sendable, Decodable {
        /// Machine-readable reason, such as `FieldValueInvalid`.
        public var reason: String?
        /// The server's own words.
        public var message: String?
        /// Path of the field.
        public var field: String?
    }

    /// Extended data about the failure.
    public struct Details: Hashable, Sendable, Decodable {
        /// Name of the object concerned.
        public var name: String?
        /// Kind (in fact often the plural resource) concerned.
        public var kind: String?
        /// Single objections, one a field.
        public var causes: [Cause]?
        /// Seconds to wait before the next attempt.
        public var retryAfterSeconds: Int?
    }

    /// HTTP status code; 0 when absent.
    public var code: Int
    /// Machine-readable reason, such as `AlreadyExists`; empty when absent.
    public var reason: String
    /// The server's own words; empty when absent.
    public var message: String
    /// Extended data.
    public var details: Details?

    /// Makes a status.
    public init(code: Int, reason: String = "", message: String = "", details: Details? = nil) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
    }

    private enum CodingKeys: String, CodingKey { case code, reason, message, details }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        code = try container.decodeIfPresent(Int.self, forKey: .code) ?? 0
        reason = try container.decodeIfPresent(String.self, forKey: .reason) ?? ""
        message = try container.decodeIfPresent(String.self, forKey: .message) ?? ""
        details = try container.decodeIfPresent(Details.self, forKey: .details)
    }
}
