#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Address of an S3 server.
public struct S3Endpoint: Hashable, Sendable {
    /// Whether connections use TLS.
    public let isSecure: Bool
    /// Host name or address, IPv6 in brackets.
    public let host: String
    /// Nil for the scheme's default port.
    public let port: Int?

    /// Reads an endpoint such as `http://minio.storage:9000`, or `minio.storage:9000` with the assumed scheme.
    ///
    /// - Throws: An error that says what is wrong with it.
    public init(_ text: String, assumingTLS: Bool = true) throws(ToolFailure) {
        let complete = text.contains("://") ? text : "\(assumingTLS ? "https" : "http")://\(text)"
        guard let url = URL(string: complete), let scheme = url.scheme?.lowercased(), let host = url.host(),
            !host.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f })
        else {
            throw Self.failure(text, "is not a URL, such as http://minio.storage:9000")
        }
        guard scheme == "http" || scheme == "https" else {
            throw Self.failure(text, "must begin with http:// or https://")
        }
        guard url.user() == nil, url.password() == nil else {
            // The message does not repeat the text, which may contain a password.
            throw ToolFailure(
                .invalidConfiguration,
                "the storage endpoint must not contain a user name or password; put the keys into the Secret"
            )
        }
        guard url.path().isEmpty || url.path() == "/", url.query() == nil, url.fragment() == nil else {
            throw Self.failure(
                text,
                "must end after the host and port; the bucket belongs in the dataset's URI, s3://bucket/key"
            )
        }
        if let port = url.port, !(1...65535).contains(port) {
            throw Self.failure(text, "has no valid port")
        }
        isSecure = scheme == "https"
        self.host = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        port = url.port == (scheme == "https" ? 443 : 80) ? nil : url.port
    }

    /// Value of the `Host` header, which is signed: includes the port only where it is not the scheme's default.
    var authority: String { port.map { "\(host):\($0)" } ?? host }

    private static func failure(_ text: String, _ problem: String) -> ToolFailure {
        ToolFailure(.invalidConfiguration, "the storage endpoint \"\(text.forDisplay())\" \(problem)")
    }
}

extension S3Endpoint: CustomStringConvertible {
    public var description: String { "\(isSecure ? "https" : "http")://\(authority)" }
}
