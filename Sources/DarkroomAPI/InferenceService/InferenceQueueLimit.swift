import KubeCore

/// Bounds on the requests of an ``InferenceService`` that wait for a container.
public struct InferenceQueueLimit: Hashable, Sendable, Encodable {
    /// Most requests.
    public var requests: Int
    /// Most bytes of memory that they take together.
    public var bytes: Int

    /// Makes bounds.
    public init(requests: Int = 1000, bytes: Int = 67_108_864) {
        self.requests = requests
        self.bytes = bytes
    }

    private enum CodingKeys: String, CodingKey { case requests, bytes }
}

extension InferenceQueueLimit: Decodable {
    public init(from decoder: any Decoder) throws {
        let standard = InferenceQueueLimit()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        requests = try container.value(.requests, default: standard.requests)
        bytes = try container.value(.bytes, default: standard.bytes)
    }
}

extension InferenceQueueLimit: Schematic {
    public static let schema = Schema.object(
        """
        Bounds on the requests that wait for a container in one replica of the gateway. What comes on top is answered \
        with 503 and `Retry-After`.
        """,
        [
            .optional("requests", .integer(0...100_000), default: 1000, "Most requests."),
            .optional(
                "bytes",
                .integer(0...4_294_967_296),
                default: 67_108_864,
                "Most bytes of memory that they take together."
            ),
        ]
    )
}
