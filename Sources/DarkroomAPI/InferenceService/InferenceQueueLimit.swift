public import KubeCRD

/// Limits on the requests of an ``InferenceService`` that wait for a container.
public struct InferenceQueueLimit: Hashable, FieldCoded {
    /// Largest number of requests.
    public var requests: Int
    /// Largest number of bytes of memory that they use together.
    public var bytes: Int

    /// Makes limits.
    public init(requests: Int = 1000, bytes: Int = 67_108_864) {
        self.requests = requests
        self.bytes = bytes
    }

    public static let fields = Fields(
        """
        Limits on the requests that wait for a container in one replica of the gateway. Requests beyond them are \
        answered with 503 and `Retry-After`.
        """,
        from: InferenceQueueLimit()
    ) {
        Field("requests", \.requests, .integer(0...100_000), "Largest number of requests.")
        Field(
            "bytes",
            \.bytes,
            .integer(0...4_294_967_296),
            "Largest number of bytes of memory that they use together."
        )
    }
}
