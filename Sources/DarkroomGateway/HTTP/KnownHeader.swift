/// The headers that mean something to the gateway.
enum KnownHeader: UInt8 {
    case host, connection, contentLength, transferEncoding, upgrade, keepAlive, proxyConnection, te, trailer
    case proxyAuthenticate, proxyAuthorization
    case forwarded, xForwardedFor, xForwardedHost, xForwardedProto, xForwardedPort, xForwardedPrefix, xRealIP
    /// Another name that begins with `X-Forwarded-`, or one that some servers take for one of the above.
    case forwardingLookalike
    case expect, xRequestID, traceparent, origin, accessControlRequestMethod
    case xContentTypeOptions, xFrameOptions, referrerPolicy, xDarkroomColdStart
    case accessControl
    case other

    /// What one hop says to the next, and nobody may pass on.
    var isHopByHop: Bool {
        switch self {
        case .connection, .transferEncoding, .upgrade, .keepAlive, .proxyConnection, .te, .trailer,
            .proxyAuthenticate, .proxyAuthorization:
            true
        default: false
        }
    }

    /// What only a proxy that is trusted may say about the client.
    var isForwarding: Bool {
        switch self {
        case .forwarded, .xForwardedFor, .xForwardedHost, .xForwardedProto, .xForwardedPort,
            .xForwardedPrefix, .xRealIP, .forwardingLookalike:
            true
        default: false
        }
    }

    private static let names: [(StaticString, KnownHeader)] = [
        ("host", .host), ("connection", .connection), ("content-length", .contentLength),
        ("transfer-encoding", .transferEncoding), ("upgrade", .upgrade), ("keep-alive", .keepAlive),
        ("proxy-connection", .proxyConnection), ("te", .te), ("trailer", .trailer),
        ("proxy-authenticate", .proxyAuthenticate), ("proxy-authorization", .proxyAuthorization),
        ("forwarded", .forwarded), ("x-forwarded-for", .xForwardedFor), ("x-forwarded-host", .xForwardedHost),
        ("x-forwarded-proto", .xForwardedProto), ("x-forwarded-port", .xForwardedPort),
        ("x-forwarded-prefix", .xForwardedPrefix), ("x-real-ip", .xRealIP), ("x-request-id", .xRequestID),
        ("expect", .expect),
        ("traceparent", .traceparent), ("origin", .origin),
        ("access-control-request-method", .accessControlRequestMethod),
        ("x-content-type-options", .xContentTypeOptions), ("x-frame-options", .xFrameOptions),
        ("referrer-policy", .referrerPolicy), ("x-darkroom-cold-start", .xDarkroomColdStart),
        ("access-control-allow-origin", .accessControl), ("access-control-allow-credentials", .accessControl),
        ("access-control-allow-methods", .accessControl), ("access-control-allow-headers", .accessControl),
        ("access-control-expose-headers", .accessControl), ("access-control-max-age", .accessControl),
    ]

    private static let longest = names.map(\.0.utf8CodeUnitCount).max() ?? 0

    /// By length, since that rules out all but a few without looking at a letter.
    private static let byLength: [[(name: [UInt8], header: KnownHeader)]] = {
        var table = Array(repeating: [(name: [UInt8], header: KnownHeader)](), count: longest + 1)
        for (name, header) in names {
            table[name.utf8CodeUnitCount].append((Array("\(name)".utf8), header))
        }
        return table
    }()

    /// Recognises a name, in whatever case.
    init(_ name: Span<UInt8>) {
        self = .other
        if name.count <= Self.longest {
            for candidate in Self.byLength[name.count] where Self.equal(name, candidate.name.span) {
                self = candidate.header
                return
            }
        }
        if Self.looksForwarding(name) { self = .forwardingLookalike }
    }

    /// Servers in the manner of CGI (RFC 3875, 4.1.18) do not tell `_` from `-`.
    private static func looksForwarding(_ name: Span<UInt8>) -> Bool {
        begins(name, with: forwardingPrefix) || (name.count == realIP.count && begins(name, with: realIP))
    }

    private static let forwardingPrefix = Array("x-forwarded-".utf8)
    private static let realIP = Array("x-real-ip".utf8)

    /// Without regard to case, and with `_` for `-`.
    private static func begins(_ name: Span<UInt8>, with prefix: [UInt8]) -> Bool {
        guard name.count >= prefix.count else { return false }
        for (index, expected) in prefix.enumerated() {
            let byte = name[index] == UInt8(ascii: "_") ? UInt8(ascii: "-") : ASCII.lowercased(name[index])
            if byte != expected { return false }
        }
        return true
    }

    private static func equal(_ name: Span<UInt8>, _ lowercase: Span<UInt8>) -> Bool {
        for index in name.indices where ASCII.lowercased(name[index]) != lowercase[index] { return false }
        return true
    }
}
