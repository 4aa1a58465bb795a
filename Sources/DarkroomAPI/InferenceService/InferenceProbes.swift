import KubeCore

/// How a container of an ``InferenceService`` shows that it can serve: a GET that answers with 200 to 399.
public struct InferenceProbes: Hashable, Sendable, Encodable {
    /// Path asked for.
    public var path: String
    /// Seconds between two checks.
    public var periodSeconds: Int
    /// Seconds one answer may take.
    public var timeoutSeconds: Int
    /// Failed checks in a row after which a container gets no more requests.
    public var failureThreshold: Int

    /// Makes a probe.
    public init(
        path: String = "/health",
        periodSeconds: Int = 5,
        timeoutSeconds: Int = 2,
        failureThreshold: Int = 3
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
        path = try container.value(.path, default: standard.path)
        periodSeconds = try container.value(.periodSeconds, default: standard.periodSeconds)
        timeoutSeconds = try container.value(.timeoutSeconds, default: standard.timeoutSeconds)
        failureThreshold = try container.value(.failureThreshold, default: standard.failureThreshold)
    }
}

extension InferenceProbes: Schematic {
    public static let schema = Schema.object(
        "How a container shows that it can serve: a GET that answers with a status from 200 to 399.",
        [
            .optional("path", .string(.httpPath), default: "/health", "Path asked for."),
            .optional("periodSeconds", .integer(1...300), default: 5, "Seconds between two checks."),
            .optional("timeoutSeconds", .integer(1...60), default: 2, "Seconds one answer may take."),
            .optional(
                "failureThreshold",
                .integer(1...100),
                default: 3,
                "Failed checks in a row after which a container gets no more requests."
            ),
        ]
    )
}
