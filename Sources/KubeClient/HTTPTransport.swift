internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import SystemPackage

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// ``Transport`` over AsyncHTTPClient.
///
/// Uses two clients, because watches and short requests need opposite limits: short requests share few connections
/// (HTTP/2 if the server supports it) and fail after seconds without data; every watch holds an HTTP/1.1 connection of
/// its own, so that one dead connection cannot end all watches, and may be silent for as long as the server
/// was asked to keep it open.
public final class HTTPTransport: Transport {
    /// Limits of a transport.
    public struct Limits: Sendable {
        /// Timeout of a connection attempt, including TLS.
        public var connect: Duration = .seconds(10)
        /// Timeout without data, before a response's head and within its body.
        public var response: Duration = .seconds(30)
        /// Timeout without data on a watch; must exceed the `timeoutSeconds` of watches by the time that an
        /// answer may take.
        public var watchSilence: Duration = .seconds(40)
        /// Maximum number of connections for short requests without HTTP/2.
        public var connections = 16
        /// Maximum number of concurrent watches.
        public var watches = 64

        /// The limits used in production.
        public init() {}
    }

    private let endpoint: Endpoint
    private let limits: Limits
    private let userAgent: String
    private let credentials: CredentialStore
    private let tls: TLSMaterial
    private let shortClient: HTTPClient
    private let watchClient: HTTPClient

    /// Prepares connections without opening any. Call ``shutdown()`` at the end.
    ///
    /// - Parameter userAgent: Name of the program in the server's audit log and metrics.
    /// - Throws: ``ConfigurationError`` when the server's or the proxy's URL is not a URL.
    public init(
        configuration: ClusterConfiguration,
        userAgent: String = "swift-kube-client",
        limits: Limits = Limits()
    ) throws(ConfigurationError) {
        endpoint = try Endpoint(configuration)
        self.limits = limits
        self.userAgent = userAgent
        credentials = CredentialStore(configuration.credential)
        tls = TLSMaterial(configuration.tls)

        var short = HTTPClient.Configuration(redirectConfiguration: .disallow)
        short.timeout = .init(connect: .init(limits.connect), read: .init(limits.response))
        short.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = limits.connections
        // Otherwise, a refused connection fails only at the connect timeout, without its cause.
        short.connectionPool.retryConnectionEstablishment = false
        short.httpVersion = .automatic
        short.dnsOverride = endpoint.dnsOverride
        short.proxy = try Self.proxy(configuration.proxyURL)
        // NIOSSL would compare the certificate with the address of the connection's peer, which is the proxy.
        let isVerified = endpoint.isSecure && !configuration.tls.skipsVerification
        guard short.proxy == nil || !isVerified || !endpoint.isAddress else {
            throw ConfigurationError(
                "server \(configuration.server) is an address behind a proxy: set tls-server-name to a name in its certificate"
            )
        }
        short.http1_1ConnectionDebugInitializer = { SocketKeepAlive.enable(on: $0) }
        short.http2ConnectionDebugInitializer = { SocketKeepAlive.enable(on: $0) }

        var watch = short
        watch.timeout = .init(connect: .init(limits.connect), read: .init(limits.watchSilence))
        watch.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = limits.watches
        watch.httpVersion = .http1Only

        shortClient = HTTPClient(eventLoopGroupProvider: .singleton, configuration: short)
        watchClient = HTTPClient(eventLoopGroupProvider: .singleton, configuration: watch)
    }

    /// Closes all connections; requests in progress fail.
    public func shutdown() async {
        try? await shortClient.shutdown()
        try? await watchClient.shutdown()
    }

    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        let response = try await attempt(request)
        guard response.status == 401, await credentials.canRenew else { return response }
        // A rejected token may be stale, so one retry uses renewed credentials. The server did not act on a 401, so
        // the retry is safe for every method.
        return try await attempt(request)
    }

    private func attempt(_ request: TransportRequest) async throws -> TransportResponse {
        let credential: CredentialStore.Current
        var outgoing = HTTPClientRequest(url: endpoint.base + request.target)
        do {
            credential = try await credentials.current()
            if endpoint.isSecure { outgoing.tlsConfiguration = try await tls.configuration(for: credential) }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw TransportError("\(error)", outcome: .notSent)
        }
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        outgoing.headers.add(name: "Accept", value: "application/json")
        outgoing.headers.add(name: "User-Agent", value: userAgent)
        if let value = credential.authorization { outgoing.headers.add(name: "Authorization", value: value) }
        if let contentType = request.contentType {
            outgoing.headers.add(name: "Content-Type", value: contentType)
        }
        if let body = request.body { outgoing.body = .bytes(ByteBuffer(bytes: body)) }
        let client = request.isWatch ? watchClient : shortClient
        do {
            let response = try await client.execute(
                outgoing,
                timeout: .init(limits.connect + limits.response)
            )
            if response.status == .unauthorized { await credentials.invalidate(credential) }
            return TransportResponse(
                status: Int(response.status.code),
                retryAfter: response.headers.first(name: "Retry-After").flatMap(Self.seconds),
                body: HTTPResponseBody(chunks: response.body)
            )
        } catch {
            if Self.isAboutTLS(error) { await tls.invalidate() }
            throw Self.describe(error)
        }
    }

    /// Whether the TLS handshake failed: the server's certificate, the client's, or the CA may have changed.
    private static func isAboutTLS(_ error: any Error) -> Bool {
        error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError
            || error as? HTTPClientError == .tlsHandshakeTimeout
    }

    private static func proxy(_ text: String?) throws(ConfigurationError) -> HTTPClient.Configuration.Proxy? {
        guard let text, !text.isEmpty else { return nil }
        guard let url = URL(string: text), let host = url.host(), let scheme = url.scheme else {
            // Without the text, which may contain a password.
            throw ConfigurationError("proxy-url is not a URL: it must be like http://proxy.example:3128")
        }
        switch scheme {
        case "http":
            let authorization = url.user(percentEncoded: false).map { user in
                let password = url.password(percentEncoded: false) ?? ""
                return HTTPClient.Authorization.basic(username: user, password: password)
            }
            return .server(host: host, port: url.port ?? 80, authorization: authorization)
        case "socks5", "socks5h": return .socksServer(host: host, port: url.port ?? 1080)
        default:
            throw ConfigurationError(
                "proxy-url is of scheme \(scheme): only http:// and socks5:// proxies can be used"
            )
        }
    }

    /// Reads a number of seconds; bounded, because it comes from the server and is added to clock readings.
    private static func seconds(_ text: String) -> Duration? {
        Int(text).map { .seconds(max(0, min($0, 3600))) }
    }

    /// Classifies AsyncHTTPClient's errors by what they imply for the request.
    static func describe(_ error: any Error) -> any Error {
        switch error {
        case is CancellationError:
            return error
        // The client also throws this, without a cancelled task, for a request on a connection that is closing.
        case let error as HTTPClientError where error == .cancelled && Task.isCancelled:
            return CancellationError()
        case let error as HTTPClientError:
            let beforeSending: [HTTPClientError] = [
                .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout,
                .httpProxyHandshakeTimeout,
                .socksHandshakeTimeout, .proxyAuthenticationRequired, .invalidURL, .alreadyShutdown,
            ]
            return TransportError(
                error.shortDescription,
                outcome: beforeSending.contains(error) ? .notSent : .unknown
            )
        // Not every TLS error: one on an established connection may occur after the server received the request.
        case is NIOConnectionError, NIOSSLError.handshakeFailed, is NIOSSLExtraError:
            return TransportError("cannot connect: \(error)", outcome: .notSent)
        case let error as IOError where Errno(rawValue: error.errnoCode) == .connectionRefused:
            return TransportError("cannot connect: \(error)", outcome: .notSent)
        default:
            return TransportError("\(error)", outcome: .unknown)
        }
    }
}

extension CredentialStore {
    /// Whether a retry could use other credentials.
    fileprivate var canRenew: Bool {
        switch credential {
        case .tokenFile, .exec: true
        case .none, .token, .basic: false
        }
    }
}
