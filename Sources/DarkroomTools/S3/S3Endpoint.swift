#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Where an S3 server listens.
public struct S3Endpoint: Hashable, Sendable {
    /// Whether TLS is spoken.
    public let isSecure: Bool
    /// Host name or address, IPv6 in brackets.
    public let host: String
    /// Nil where the scheme says it.
    public let port: Int?

    /// Reads an endpoint such as `http://minio.storage:9000`, or `minio.storage:9000` of the assumed scheme.
    ///
    /// - Throws: What is wrong with it, in words.
    public init(_ text: String, assumingTLS: Bool = true) throws(ToolFailure) {
        let complete = text.contains("://") ? text : "\(assumingTLS ? "https" : "http")://\(text)"
        guard let url = URL(string: complete), let scheme = url.scheme?.lowercased(), let host = url.host(),
            !host.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f })
        else {
            throw Self.failure(text, "is no URL; one looks like http://minio.storage:9000")
        }
        guard scheme == "http" || scheme == "https" else {
            throw Self.failure(text, "must begin with http:// or https://")
        }
        guard url.user() == nil, url.password() == nil else {
            // Not repeated in the message: there may be a password in it.
            throw ToolFailure(
                .invalidConfiguration,
                "the storage endpoint must not contain a user name or password; give the keys in the Secret"
            )
        }
        guard url.path().isEmpty || url.path() == "/", url.query() == nil, url.fragment() == nil else {
            throw Self.failure(
                text,
                "must end after the host and port; a bucket is named in the dataset's URI, s3://bucket/key"
            )
        }
        if let port = url.port, !(1...65535).contains(port) {
            throw Self.failure(text, "has no valid port")
        }
        isSecure = scheme == "https"
        self.host = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        port = url.port == (scheme == "https" ? 443 : 80) ? nil : url.port
    }

    /// What the `Host` header says, and what is therefore signed: the port only where it is not the scheme's own.
    var authority: String { port.map { "\(host):\($0)" } ?? host }

    private static func failure(_ text: String, _ problem: String) -> ToolFailure {
        ToolFailure(.invalidConfiguration, "the storage endpoint \"\(text.forDisplay())\" \(problem)")
    }
}

extension S3Endpoint: CustomStringConvertible {
    public var description: String { "\(isSecure ? "https" : "http")://\(authority)" }
}
