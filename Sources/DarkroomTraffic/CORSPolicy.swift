/// The pages of other origins that may use a route from a browser.
///
/// Source: https://fetch.spec.whatwg.org/#http-cors-protocol
public struct CORSPolicy: Hashable, Sendable {
    /// Origins that may; `*` for all.
    public var allowOrigins: [String]
    /// Request headers that pages may set in addition to those that every page may set.
    public var allowHeaders: [String]
    /// Reply headers that pages may read in addition to those that every page may read.
    public var exposeHeaders: [String]
    /// Whether pages may send cookies. If so, `*` allows no origin, because it would allow every one to do so.
    public var allowCredentials: Bool
    /// How long a browser may cache the answer to a preflight.
    public var maxAge: Duration

    /// Makes a policy.
    public init(
        allowOrigins: [String],
        allowHeaders: [String] = [],
        exposeHeaders: [String] = [],
        allowCredentials: Bool = false,
        maxAge: Duration = .seconds(600)
    ) {
        self.allowOrigins = allowOrigins
        self.allowHeaders = allowHeaders
        self.exposeHeaders = exposeHeaders
        self.allowCredentials = allowCredentials
        self.maxAge = maxAge
    }

    /// The headers of a reply to a page of `origin`, in lower case. Pages of other origins cannot read the reply.
    ///
    /// - Parameter origin: Nil for a request without one. A browser may cache its reply and give it to a page later.
    public func replyHeaders(origin: String?) -> [(name: String, value: String)] {
        guard let allowed = allowedOrigin(for: origin) else { return [("vary", "origin")] }
        var headers = [(name: "access-control-allow-origin", value: allowed)]
        if allowed != "*" { headers.append(("vary", "origin")) }
        if allowCredentials { headers.append(("access-control-allow-credentials", "true")) }
        let exposed = exposeHeaders.filter(Self.isHeaderName)
        if !exposed.isEmpty {
            headers.append(("access-control-expose-headers", exposed.joined(separator: ", ")))
        }
        return headers
    }

    /// The headers of the reply to a preflight from a page of `origin`.
    public func preflightHeaders(origin: String, methods: MethodSet) -> [(name: String, value: String)] {
        var headers = replyHeaders(origin: origin)
        guard allowedOrigin(for: origin) != nil else { return headers }
        headers.append(("access-control-allow-methods", methods.names.joined(separator: ", ")))
        let allowed = allowHeaders.filter(Self.isHeaderName)
        if !allowed.isEmpty {
            headers.append(("access-control-allow-headers", allowed.joined(separator: ", ")))
        }
        headers.append(("access-control-max-age", String(max(0, maxAge.components.seconds))))
        return headers
    }

    /// Keeps line ends out, with which a spec could add headers of its own to replies.
    private static func isHeaderName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
                default: name == "*"
                }
            }
    }

    private func allowedOrigin(for origin: String?) -> String? {
        if allowOrigins.contains("*"), !allowCredentials { return "*" }
        return origin.flatMap { allowOrigins.contains($0) ? $0 : nil }
    }
}
