public import KubeCRD

/// How long an ``InferenceService`` took to wake: from the first request that found no container to a container that
/// could serve.
public struct InferenceColdStart: Hashable, FieldCoded {
    /// The latest, in seconds, as a decimal number.
    public var last: String?
    /// Median of the recent ones, in seconds, as a decimal number.
    public var p50: String?

    /// Describes cold starts.
    public init(last: String? = nil, p50: String? = nil) {
        self.last = last
        self.p50 = p50
    }

    public static let fields = Fields(

        """
        How long it took to wake: from the first request that found no container to a container that could \
        serve.
        """,
        from: InferenceColdStart()
    ) {
        Field("last", \.last, .string(seconds), "Latest time, in seconds.")
        Field("p50", \.p50, .string(seconds), "Median of the recent times, in seconds.")
    }

    private static let seconds = StringFormat(
        length: 1...32,
        pattern: #"^[0-9]+(\.[0-9]+)?$"#,
        words: "a decimal number"
    )
}
