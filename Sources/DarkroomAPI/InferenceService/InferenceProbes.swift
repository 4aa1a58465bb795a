import KubeCore

/// How a container of an ``InferenceService`` shows that it can serve: by an answer to a GET, or by taking connections.
public struct InferenceProbes: Hashable, Sendable, Encodable {
    /// Path asked for; nil is content with a connection.
    public var path: String?
    /// Seconds between two checks.
    public var periodSeconds: Int
    /// Seconds one answer may take.
    public var timeoutSeconds: Int
    /// Failed checks in a row after which a container gets no more requests.
    public var failureThreshold: Int

    /// Makes a probe.
    public init(
        path: String? = nil,
        periodSeconds: Int = 1,
        timeoutSeconds: Int = 2,
        failureThreshold: Int = 15
    ) {
        self.path = path
        self.periodSeconds = periodSeconds
        self.timeoutSeconds = timeoutSeconds
        self.failureThreshold = failureThreshold
    }

    private enum CodingKeys: String, CodingKey { case path, periodSeconds, timeoutSeconds, failureThreshold }
}

extension InferenceProbes: Decodable {
    public init(from decoder: any Decoder) throws {
        let standard = InferenceProbes()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        path = try container.decodeIfPresent(String.self, forKey: .path)
        periodSeconds = try container.value(.periodSeconds, default: standard.periodSeconds)
        timeoutSeconds = try container.value(.timeoutSeconds, default: standard.timeoutSeconds)
        failureThreshold = try container.value(.failureThreshold, default: standard.failureThreshold)
    }
}

extension InferenceProbes: Schematic {
    public static let schema = Schema.object(
        "How a container shows that it can serve.",
        [
            .optional(
                "path",
                .string(.httpPath),
                """
                Path to ask for, such as `/health`: an answer with a status from 200 to 399 is a good one. Without it, \
                a container that takes connections at its port can serve.
                """
            ),
            .optional(
                "periodSeconds",
                .integer(1...300),
                default: 1,
                "Seconds between two checks. A request that woke the service waits for the next one."
            ),
            .optional("timeoutSeconds", .integer(1...60), default: 2, "Seconds one answer may take."),
            .optional(
                "failureThreshold",
                .integer(1...100),
                default: 15,
                "Failed checks in a row after which a container gets no more requests."
            ),
        ]
    )
}
