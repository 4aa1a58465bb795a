/// `meta/v1.Status`: the API server's report of a failed request, also sent inside a watch stream.
public struct KubeStatus: Hashable, Sendable, Decodable {
    /// One cause of the failure, such as an invalid field.
    public struct Cause: Hashable, Sendable, Decodable {
        /// Machine-readable reason, such as `FieldValueInvalid`.
        public var reason: String?
        /// The server's message.
        public var message: String?
        /// Path of the field.
        public var field: String?
    }

    /// Extended data about the failure.
    public struct Details: Hashable, Sendable, Decodable {
        /// Name of the affected object.
        public var name: String?
        /// Kind of the affected object (in practice often the plural resource name).
        public var kind: String?
        /// Causes, one per field.
        public var causes: [Cause]?
        /// Seconds to wait before the next attempt.
        public var retryAfterSeconds: Int?
    }

    /// HTTP status code; 0 when absent.
    public var code: Int
    /// Machine-readable reason, such as `AlreadyExists`; empty when absent.
    public var reason: String
    /// The server's message; empty when absent.
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
