/// The headers that the proxy treats specially.
enum KnownHeader: UInt8 {
    case host, connection, contentLength, transferEncoding, upgrade, keepAlive, proxyConnection, te, trailer
    case proxyAuthenticate, proxyAuthorization
    case forwarded, xForwarded, xRealIP
    /// A name that differs from one of these only by underscores in place of hyphens. CGI, WSGI and others read both as
    /// one name.
    case lookalike
    case expect, xRequestID, traceparent, origin, accessControlRequestMethod
    case xContentTypeOptions, xFrameOptions, referrerPolicy, xDarkroomColdStart
    case accessControl
    case other

    /// Whether the header is for one hop only and must not be passed on.
    var isHopByHop: Bool {
        switch self {
        case .connection, .transferEncoding, .upgrade, .keepAlive, .proxyConnection, .te, .trailer,
            .proxyAuthenticate, .proxyAuthorization:
            true
        default: false
        }
    }

    /// Whether the header states a fact about the client that only a trusted proxy may state, or could be read as such.
    var isForwarding: Bool {
        switch self {
        case .forwarded, .xForwarded, .xRealIP, .lookalike: true
        default: false
        }
    }

    private static let names: [(StaticString, KnownHeader)] = [
        ("host", .host), ("connection", .connection), ("content-length", .contentLength),
        ("transfer-encoding", .transferEncoding), ("upgrade", .upgrade), ("keep-alive", .keepAlive),
        ("proxy-connection", .proxyConnection), ("te", .te), ("trailer", .trailer),
        ("proxy-authenticate", .proxyAuthenticate), ("proxy-authorization", .proxyAuthorization),
        ("forwarded", .forwarded), ("x-real-ip", .xRealIP), ("x-request-id", .xRequestID),
        ("expect", .expect),
        ("traceparent", .traceparent), ("origin", .origin),
        ("access-control-request-method", .accessControlRequestMethod),
        ("x-content-type-options", .xContentTypeOptions), ("x-frame-options", .xFrameOptions),
        ("referrer-policy", .referrerPolicy), ("x-darkroom-cold-start", .xDarkroomColdStart),
        ("access-control-allow-origin", .accessControl), ("access-control-allow-credentials", .accessControl),
        ("access-control-allow-methods", .accessControl), ("access-control-allow-headers", .accessControl),
        ("access-control-expose-headers", .accessControl), ("access-control-max-age", .accessControl),
    ]

    private static let underscore = UInt8(ascii: "_")

    /// Covers every name that begins like this: proxies invent their own, and frameworks believe some of them.
    private static let forwardedPrefix = Array("x-forwarded-".utf8)

    private static let longest = names.map(\.0.utf8CodeUnitCount).max() ?? 0

    /// By length, which rules out all but a few before comparing a letter.
    private static let byLength: [[(name: [UInt8], header: KnownHeader)]] = {
        var table = Array(repeating: [(name: [UInt8], header: KnownHeader)](), count: longest + 1)
        for (name, header) in names {
            table[name.utf8CodeUnitCount].append((Array("\(name)".utf8), header))
        }
        return table
    }()

    /// Recognises a name, ignoring case.
    init(_ name: Span<UInt8>) {
        self = .other
        if Self.begins(name, with: Self.forwardedPrefix.span) {
            self = Self.hasUnderscore(name) ? .lookalike : .xForwarded
            return
        }
        guard name.count <= Self.longest else { return }
        for candidate in Self.byLength[name.count] where Self.begins(name, with: candidate.name.span) {
            self = Self.hasUnderscore(name) ? .lookalike : candidate.header
            return
        }
    }

    /// Whether a name begins like this, ignoring case and reading underscores as hyphens.
    private static func begins(_ name: Span<UInt8>, with lowercase: Span<UInt8>) -> Bool {
        guard name.count >= lowercase.count else { return false }
        for index in lowercase.indices {
            let byte = name[index] == underscore ? UInt8(ascii: "-") : ASCII.lowercased(name[index])
            guard byte == lowercase[index] else { return false }
        }
        return true
    }

    private static func hasUnderscore(_ name: Span<UInt8>) -> Bool {
        for index in name.indices where name[index] == underscore { return true }
        return false
    }
}
