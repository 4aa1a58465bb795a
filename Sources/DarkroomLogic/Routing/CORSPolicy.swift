/// Which pages of other origins may use a route from a browser.
///
/// Source: https://fetch.spec.whatwg.org/#http-cors-protocol
public struct CORSPolicy: Hashable, Sendable {
    /// Origins that may; `*` for all.
    public var allowOrigins: [String]
    /// Request headers that pages may set, besides the ones every page may.
    public var allowHeaders: [String]
    /// Reply headers that pages may read, besides the ones every page may.
    public var exposeHeaders: [String]
    /// Whether pages may send cookies; not to everybody, so `*` does not count then.
    public var allowCredentials: Bool
    /// How long a browser may remember the answer to a preflight.
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

    /// The headers of a reply to a page of `origin`, in lower case; none that lets a page read it which may not.
    ///
    /// - Parameter origin: Nil for a request that names none. A browser may keep its reply, and give it to a page later.
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

    /// A line end in a spec would otherwise put headers of its own into replies.
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
