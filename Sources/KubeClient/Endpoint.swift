#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The server's URL, in the form that requests need.
struct Endpoint: Sendable {
    /// Scheme, host, port and path prefix, without a slash at the end.
    let base: String
    /// Whether connections use TLS.
    let isSecure: Bool
    /// Whether certificates are verified for an address instead of a name.
    let isAddress: Bool
    /// Host names that resolve to another host.
    let dnsOverride: [String: String]

    init(_ configuration: ClusterConfiguration) throws(ConfigurationError) {
        guard let url = URL(string: configuration.server), let scheme = url.scheme, let host = url.host(),
            scheme == "https" || scheme == "http"
        else { throw ConfigurationError("server \"\(configuration.server)\" is not an http or https URL") }
        isSecure = scheme == "https"
        var name = host
        if let serverName = configuration.tls.serverName, !serverName.isEmpty, serverName != host {
            // NIOSSL verifies the certificate for the URL's host, so the URL must contain the other name.
            name = serverName
            dnsOverride = [serverName: host]
        } else {
            dnsOverride = [:]
        }
        isAddress = name.contains(":") || name.allSatisfy { $0.isNumber || $0 == "." }
        var prefix = url.path()
        while prefix.hasSuffix("/") { prefix.removeLast() }
        let address = name.contains(":") && !name.hasPrefix("[") ? "[\(name)]" : name
        base = "\(scheme)://\(address)" + (url.port.map { ":\($0)" } ?? "") + prefix
    }
}
