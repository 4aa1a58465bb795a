#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// A file on a web server as a ``DownloadSource``.
///
/// Every request starts at the file's own address: the address it redirects to is often valid for minutes only.
struct WebDownload: DownloadSource {
    private static let maximumRedirects = 5

    let url: URL
    let exchange: any HTTPExchange
    let retry: Retry

    /// - Throws: When `text` is not an `https` URL.
    init(_ text: String, exchange: any HTTPExchange, retry: Retry = Retry()) throws(ToolFailure) {
        guard let url = URL(string: text), Self.isSecure(url), url.user() == nil, url.password() == nil else {
            throw ToolFailure(
                .invalidConfiguration,
                "the URL must begin with https:// and must not contain a user name or password"
            )
        }
        self.url = url
        self.exchange = exchange
        self.retry = retry
    }

    /// Without its query, which may hold a signature.
    var description: String {
        "https://\(url.host() ?? "")\(url.port.map { ":\($0)" } ?? "")\(url.path())".forDisplay()
    }

    func describe() async throws -> DownloadDescription {
        let reply = try await get(range: "bytes=0-0")
        let total = reply.headers["content-range"]?.split(separator: "/").last.map(String.init)
        let size = reply.status == 206 ? total : reply.headers["content-length"]
        guard let size = size.flatMap({ UInt64($0) }) else {
            throw ToolFailure(.storageFailed, "\(self): the server does not report its size")
        }
        return DownloadDescription(size: size, entityTag: reply.headers["etag"])
    }

    func open(from offset: UInt64, of description: DownloadDescription) async throws -> HTTPReply {
        try await get(range: "bytes=\(offset)-")
    }

    private func get(range: String) async throws -> HTTPReply {
        try await retry.run {
            var place = url
            for _ in 0...Self.maximumRedirects {
                let message = HTTPMessage(
                    method: "GET",
                    url: place.absoluteString,
                    headers: [("range", range), ("accept-encoding", "identity")]
                )
                let reply = try await exchange.send(message)
                if [200, 206].contains(reply.status) { return reply }
                guard [301, 302, 303, 307, 308].contains(reply.status), let location = reply.headers["location"] else {
                    throw failure(reply.status)
                }
                guard let next = URL(string: location, relativeTo: place)?.absoluteURL, Self.isSecure(next) else {
                    throw ToolFailure(.storageNotTrusted, "\(self) redirects to an address without TLS")
                }
                place = next
            }
            throw ToolFailure(.storageFailed, "\(self) redirects too many times")
        }
    }

    private static func isSecure(_ url: URL) -> Bool {
        url.scheme?.lowercased() == "https" && !(url.host() ?? "").isEmpty
    }

    private func failure(_ status: Int) -> any Error {
        switch status {
        case 404, 410: ToolFailure(.notFound, "\(self) does not exist; correct the URL")
        case 401, 403:
            ToolFailure(.accessDenied, "\(self) may not be read (\(status)); fetch a private model from a bucket")
        case 416: ToolFailure(.wrongSize, "\(self) is empty")
        default:
            ConnectionFailure(
                failure: ToolFailure(.storageFailed, "\(self): the server answers \(status)"),
                isTransient: status == 429 || status >= 500
            )
        }
    }
}
