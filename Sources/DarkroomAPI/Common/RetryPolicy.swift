import KubeCore

/// How often something that failed is tried again.
public struct RetryPolicy: Hashable, Sendable, Encodable {
    /// Tries after the first.
    public var limit: Int

    /// Makes a policy.
    public init(limit: Int = 0) { self.limit = limit }

    private enum CodingKeys: String, CodingKey { case limit }
}

extension RetryPolicy: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        limit = try container.value(.limit, default: 0)
    }
}

extension RetryPolicy: Schematic {
    public static let schema = Schema.object(
        "What happens after a failure.",
        [.optional("limit", limitSchema, default: 0, "How often to try again; 0 is never.")]
    )

    /// Schema of a number of retries.
    static let limitSchema = Schema.integer(0...10)
}
