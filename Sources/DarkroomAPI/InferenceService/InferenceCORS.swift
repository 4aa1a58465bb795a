public import KubeCRD

/// Which pages of other origins may use a route of an ``InferenceService`` from a browser.
public struct InferenceCORS: Hashable, FieldCoded {
    /// Origins that may; `*` for all.
    public var allowOrigins: [String]
    /// Request headers that pages may set.
    public var allowHeaders: [String]
    /// Reply headers that pages may read.
    public var exposeHeaders: [String]
    /// Whether pages may send cookies.
    public var allowCredentials: Bool
    /// Seconds a browser may remember the answer.
    public var maxAgeSeconds: Int

    /// Allows origins.
    public init(
        allowOrigins: [String],
        allowHeaders: [String] = [],
        exposeHeaders: [String] = [],
        allowCredentials: Bool = false,
        maxAgeSeconds: Int = 600
    ) {
        self.allowOrigins = allowOrigins
        self.allowHeaders = allowHeaders
        self.exposeHeaders = exposeHeaders
        self.allowCredentials = allowCredentials
        self.maxAgeSeconds = maxAgeSeconds
    }

    public static let fields = Fields(
        """
        Which pages of other origins may use the route from a browser; the gateway answers their preflight requests. \
        Without it, CORS is left to the container.
        """,
        from: InferenceCORS(allowOrigins: []),
        rules: [
            ValidationRule(
                "!has(self.allowCredentials) || !self.allowCredentials || !('*' in self.allowOrigins)",
                message: "with allowCredentials, name each origin instead of `*`",
                fieldPath: ".allowOrigins"
            )
        ]
    ) {
        Field(
            required: "allowOrigins",
            \.allowOrigins,
            .list(of: .string(origin), .set, count: 1...32),
            "Origins such as `https://app.example`, or `*` for all."
        )
        Field(
            "allowHeaders",
            \.allowHeaders,
            .list(of: .string(headerName), .set, count: 0...32),
            "Request headers that pages may set, in addition to those that every page may set."
        )
        Field(
            "exposeHeaders",
            \.exposeHeaders,
            .list(of: .string(headerName), .set, count: 0...32),
            "Reply headers that pages may read, in addition to those that every page may read."
        )
        Field("allowCredentials", \.allowCredentials, "Whether pages may send cookies; not possible for all origins.")
        Field(
            "maxAgeSeconds",
            \.maxAgeSeconds,
            .integer(0...86_400),
            "Seconds for which a browser may cache the answer to a preflight request."
        )
    }

    /// Source: https://fetch.spec.whatwg.org/#origin-header
    private static let origin = StringFormat(
        length: 1...300,
        pattern: #"^(\*|null|[a-z][-a-z0-9+.]*://[-A-Za-z0-9._:\[\]]+)$"#,
        words: "`*`, `null` or an origin"
    )
    private static let headerName = StringFormat(
        length: 1...128,
        pattern: #"^(\*|[-A-Za-z0-9_]+)$"#,
        words: "`*` or the name of a header"
    )
}
