public import KubeCRD

/// Bounds on the requests of an ``InferenceService`` that wait for a container.
public struct InferenceQueueLimit: Hashable, FieldCoded {
    /// Most requests.
    public var requests: Int
    /// Most bytes of memory that they take together.
    public var bytes: Int

    /// Makes bounds.
    public init(requests: Int = 1000, bytes: Int = 67_108_864) {
        self.requests = requests
        self.bytes = bytes
    }

    public static let fields = Fields(
        """
        Bounds on the requests that wait for a container in one replica of the gateway. What comes on top is answered \
        with 503 and `Retry-After`.
        """,
        from: InferenceQueueLimit()
    ) {
        Field("requests", \.requests, .integer(0...100_000), "Most requests.")
        Field("bytes", \.bytes, .integer(0...4_294_967_296), "Most bytes of memory that they take together.")
    }
}
