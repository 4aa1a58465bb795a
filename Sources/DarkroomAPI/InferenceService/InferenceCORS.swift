import KubeCore

/// Which pages of other origins may use a route of an ``InferenceService`` from a browser.
public struct InferenceCORS: Hashable, Sendable, Encodable {
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

    private enum CodingKeys: String, CodingKey {
        case allowOrigins, allowHeaders, exposeHeaders, allowCredentials, maxAgeSeconds
    }
}

extension InferenceCORS: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        allowOrigins = try container.decode([String].self, forKey: .allowOrigins)
        allowHeaders = try container.value(.allowHeaders, default: [])
        exposeHeaders = try container.value(.exposeHeaders, default: [])
        allowCredentials = try container.value(.allowCredentials, default: false)
        maxAgeSeconds = try container.value(.maxAgeSeconds, default: 600)
    }
}

extension InferenceCORS: Schematic {
    public static let schema = Schema.object(
        """
        Which pages of other origins may use the route from a browser; the gateway answers their preflight requests. \
        Without it, the matter is left to the container.
        """,
        [
            .required(
                "allowOrigins",
                .list(of: .string(origin), .set, count: 1...32),
                "Origins such as `https://app.example`, or `*` for all."
            ),
            .optional(
                "allowHeaders",
                .list(of: .string(headerName), .set, count: 0...32),
                "Request headers that pages may set, besides those that every page may."
            ),
            .optional(
                "exposeHeaders",
                .list(of: .string(headerName), .set, count: 0...32),
                "Reply headers that pages may read, besides those that every page may."
            ),
            .optional(
                "allowCredentials",
                .boolean,
                default: false,
                "Whether pages may send cookies; not possible for all origins."
            ),
            .optional(
                "maxAgeSeconds",
                .integer(0...86_400),
                default: 600,
                "Seconds a browser may remember the answer to a preflight request."
            ),
        ],
        rules: [
            ValidationRule(
                "!has(self.allowCredentials) || !self.allowCredentials || !('*' in self.allowOrigins)",
                message: "with allowCredentials, origins must be named one by one, not `*`",
                fieldPath: ".allowOrigins"
            )
        ]
    )

    /// Source: https://fetch.spec.whatwg.org/#origin-header
    private static let origin = StringFormat(
        length: 1...300,
        pattern: #"^(\*|null|[a-z][-a-z0-9+.]*://[-A-Za-z0-9._:\[\]]+)$"#
    )
    private static let headerName = StringFormat(length: 1...128, pattern: #"^(\*|[-A-Za-z0-9_]+)$"#)
}
