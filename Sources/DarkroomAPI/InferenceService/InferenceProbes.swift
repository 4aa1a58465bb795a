public import KubeCRD

/// How to tell that a container of an ``InferenceService`` can serve: it answers a GET, or it accepts connections.
public struct InferenceProbes: Hashable, FieldCoded {
    /// Path to request; nil only opens a connection.
    public var path: String?
    /// Seconds between two checks.
    public var periodSeconds: Int
    /// Seconds one answer may take.
    public var timeoutSeconds: Int
    /// Failed checks in a row after which a container receives no more requests.
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

    public static let fields = Fields("How to tell that a container can serve.", from: InferenceProbes()) {
        Field(
            "path",
            \.path,
            .string(.httpPath),
            """
            Path to request, such as `/health`: a container that answers with a status from 200 to 399 can serve. \
            Without it, a container that accepts connections at its port can serve.
            """
        )
        Field(
            "periodSeconds",
            \.periodSeconds,
            .integer(1...300),
            "Seconds between two checks. A request that woke the service waits for the next one."
        )
        Field("timeoutSeconds", \.timeoutSeconds, .integer(1...60), "Seconds that an answer may take.")
        Field(
            "failureThreshold",
            \.failureThreshold,
            .integer(1...100),
            "Failed checks in a row after which a container receives no more requests."
        )
    }
}
