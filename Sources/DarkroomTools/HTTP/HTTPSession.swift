internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// ``HTTPExchange`` over AsyncHTTPClient.
///
/// Follows no redirects: one to another host would invalidate the signature, and must be reported to the user anyway.
public final class HTTPSession: HTTPExchange {
    private let client: HTTPClient

    /// Prepares connections without opening any. Call ``shutdown()`` at the end.
    ///
    /// - Parameters:
    ///   - certificateAuthorities: PEM file of authorities to trust in addition to the system's own.
    ///   - connect: Longest wait for a connection, TLS included.
    ///   - silence: Longest wait for a response's head, and longest silence within its body.
    /// - Throws: An error that says what is wrong with that file.
    public init(
        certificateAuthorities: String? = nil,
        connect: Duration = .seconds(10),
        silence: Duration = .seconds(30)
    ) throws(ToolFailure) {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .init(connect), read: .init(silence))
        configuration.httpVersion = .http1Only
        // The caller retries failed connections: it knows which are worth a retry, and reports why they fail.
        configuration.connectionPool.retryConnectionEstablishment = false
        if let file = certificateAuthorities {
            var tls = TLSConfiguration.makeClientConfiguration()
            do {
                tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(file))]
            } catch {
                throw ToolFailure(
                    .invalidConfiguration,
                    "\(file) is not a readable PEM file of certificates (\(error)); correct AWS_CA_BUNDLE"
                )
            }
            configuration.tlsConfiguration = tls
        }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        deadline = .init(connect + silence)
    }

    private let deadline: TimeAmount

    /// Closes all connections.
    public func shutdown() async {
        try? await client.shutdown()
    }

    func send(_ request: HTTPMessage) async throws -> HTTPReply {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        outgoing.headers.add(name: "user-agent", value: "darkroom")
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        do {
            let response = try await client.execute(outgoing, timeout: deadline)
            return HTTPReply(
                status: Int(response.status.code),
                headers: Dictionary(
                    response.headers.map { ($0.name.lowercased(), $0.value) },
                    uniquingKeysWith: { first, _ in first }
                ),
                body: Body(chunks: response.body, url: request.url)
            )
        } catch {
            throw ConnectionFailure.describe(error, url: request.url)
        }
    }

    /// A response's body, with errors translated to ``ConnectionFailure``.
    private struct Body: AsyncSequence, Sendable {
        let chunks: HTTPClientResponse.Body
        let url: String

        func makeAsyncIterator() -> Iterator { Iterator(chunks: chunks.makeAsyncIterator(), url: url) }

        struct Iterator: AsyncIteratorProtocol {
            var chunks: HTTPClientResponse.Body.AsyncIterator
            let url: String

            mutating func next() async throws -> [UInt8]? {
                do {
                    return try await chunks.next().map { [UInt8](buffer: $0) }
                } catch {
                    throw ConnectionFailure.describe(error, url: url)
                }
            }
        }
    }
}
