public import KubeCRD

/// How a container of an ``InferenceService`` shows that it can serve: by an answer to a GET, or by taking connections.
public struct InferenceProbes: Hashable, FieldCoded {
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

    public static let fields = Fields("How a container shows that it can serve.", from: InferenceProbes()) {
        Field(
            "path",
            \.path,
            .string(.httpPath),
            """
            Path to ask for, such as `/health`: an answer with a status from 200 to 399 is a good one. Without it, \
            a container that takes connections at its port can serve.
            """
        )
        Field(
            "periodSeconds",
            \.periodSeconds,
            .integer(1...300),
            "Seconds between two checks. A request that woke the service waits for the next one."
        )
        Field("timeoutSeconds", \.timeoutSeconds, .integer(1...60), "Seconds one answer may take.")
        Field(
            "failureThreshold",
            \.failureThreshold,
            .integer(1...100),
            "Failed checks in a row after which a container gets no more requests."
        )
    }
}
