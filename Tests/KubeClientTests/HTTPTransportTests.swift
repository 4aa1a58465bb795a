import FoundationEssentials
import KubeTestSupport
import NIOSSL
import Testing

@testable import KubeClient

/// Real sockets on the loopback interface.
@Suite("HTTP transport", .timeLimit(.minutes(5)))
struct HTTPTransportTests {
    private static let authority = TLSSettings.PEM.inline(Array(Certificates.authority.utf8))

    private let get = TransportRequest(method: .get, path: "/version", query: [("a", "b/c")])

    /// Runs `body` with a transport.
    private func transport(
        to server: String,
        tls: TLSSettings = TLSSettings(certificateAuthority: authority, serverName: "kube.test"),
        credential: Credential = .none,
        limits: HTTPTransport.Limits = .init(),
        body: (HTTPTransport) async throws -> Void
    ) async throws {
        let configuration = ClusterConfiguration(server: server, tls: tls, credential: credential)
        let transport = try HTTPTransport(configuration: configuration, limits: limits)
        do {
            try await body(transport)
            await transport.shutdown()
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    private func text(_ response: TransportResponse) async throws -> String {
        var bytes: [UInt8] = []
        for try await chunk in response.body { bytes += chunk }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The error that ends a request or the reading of its response body.
    private func failure(_ request: TransportRequest, over transport: HTTPTransport) async -> TransportError? {
        await #expect(throws: TransportError.self) { _ = try await text(transport.send(request)) }
    }

    // MARK: TLS

    @Test("A request to a server with a certificate of the CA succeeds")
    func roundTrip() async throws {
        let server = try await LoopbackServer(tls: .loopback()) { _ in .reply(body: "hello") }
        let post = TransportRequest(
            method: .post,
            path: "/x",
            query: [],
            contentType: "application/json",
            body: Data("{}".utf8)
        )
        try await transport(to: "https://127.0.0.1:\(server.port)/prefix/", credential: .token("t")) { transport in
            let response = try await transport.send(get)
            #expect(response.status == 200)
            #expect(try await text(response) == "hello")
            _ = try await text(transport.send(post))
        }
        #expect(
            server.requests == [
                .init(method: "GET", target: "/prefix/version?a=b%2Fc", authorization: "Bearer t", body: ""),
                .init(
                    method: "POST",
                    target: "/prefix/x",
                    authorization: "Bearer t",
                    contentType: "application/json",
                    body: "{}"
                ),
            ]
        )
        await server.stop()
    }

    @Test("A server with a certificate of another CA, or for another name, never gets the request")
    func refusedServers() async throws {
        let server = try await LoopbackServer(tls: .loopback()) { _ in .reply() }
        let stranger = TLSSettings.PEM.inline(Array(Certificates.stranger.utf8))
        let refused = [
            TLSSettings(certificateAuthority: stranger, serverName: "kube.test"),
            TLSSettings(serverName: "kube.test"),
            TLSSettings(certificateAuthority: Self.authority),
            TLSSettings(certificateAuthority: Self.authority, serverName: "other.test"),
        ]
        for tls in refused {
            try await transport(to: "https://127.0.0.1:\(server.port)", tls: tls) { transport in
                #expect(await failure(get, over: transport)?.outcome == .notSent)
            }
        }
        #expect(server.requests.isEmpty)
        await server.stop()
    }

    @Test("Every certificate is accepted if the configuration says so")
    func insecure() async throws {
        let server = try await LoopbackServer(tls: .loopback()) { _ in .reply() }
        try await transport(to: "https://127.0.0.1:\(server.port)", tls: TLSSettings(skipsVerification: true)) {
            let status = try await $0.send(get).status
            #expect(status == 200)
        }
        await server.stop()
    }

    @Test("A server that requires a client certificate gets it, and refuses a client without one")
    func clientCertificate() async throws {
        let server = try await LoopbackServer(tls: .loopback(asksForClient: true)) { _ in .reply() }
        let url = "https://127.0.0.1:\(server.port)"
        var tls = TLSSettings(certificateAuthority: Self.authority, serverName: "kube.test")
        try await transport(to: url, tls: tls) { transport in
            _ = await failure(get, over: transport)
        }
        #expect(server.requests.isEmpty)
        tls.clientCertificate = .inline(Array(Certificates.client.utf8))
        tls.clientKey = .inline(Array(Certificates.clientKey.utf8))
        try await transport(to: url, tls: tls) { transport in
            let status = try await transport.send(get).status
            #expect(status == 200)
        }
        await server.stop()
    }

    @Test("After a failed handshake the files are read again, so that a rotated CA is used at once")
    func rotatedAuthority() async throws {
        let directory = try TemporaryDirectory()
        try directory.write(Certificates.stranger, to: "ca.crt")
        let tls = TLSSettings(
            certificateAuthority: .file(path: "\(directory.path)/ca.crt"),
            serverName: "kube.test"
        )
        let server = try await LoopbackServer(tls: .loopback()) { _ in .reply() }
        try await transport(to: "https://127.0.0.1:\(server.port)", tls: tls) { transport in
            _ = await failure(get, over: transport)
            try directory.write(Certificates.authority, to: "ca.crt")
            let status = try await transport.send(get).status
            #expect(status == 200)
        }
        #expect(server.requests.count == 1)
        await server.stop()
    }

    @Test("With an invalid PEM file the request is not sent, and the error names the file")
    func brokenPEM() async throws {
        let tls = TLSSettings(certificateAuthority: .inline(Array("nonsense".utf8)))
        try await transport(to: "https://127.0.0.1:1", tls: tls) { transport in
            let error = await failure(get, over: transport)
            #expect(error?.outcome == .notSent)
            #expect(error?.description.contains("PEM") == true)
        }
    }

    // MARK: Credentials

    @Test("After a token is rejected its file is read again, and the request is repeated with the new token")
    func renewsToken() async throws {
        let directory = try TemporaryDirectory()
        let token = try directory.write("old", to: "token")
        let server = try await LoopbackServer { request in
            guard request.authorization != "Bearer new" else { return .reply(body: "welcome") }
            _ = try? directory.write("new", to: "token")
            return .reply(status: 401)
        }
        try await transport(to: "http://127.0.0.1:\(server.port)", credential: .tokenFile(path: token)) { transport in
            let answer = try await text(transport.send(get))
            #expect(answer == "welcome")
        }
        #expect(server.requests.map(\.authorization) == ["Bearer old", "Bearer new"])
        await server.stop()
    }

    @Test("A server that rejects every token gets the request twice and no more", arguments: [true, false])
    func refusesForEver(renewable: Bool) async throws {
        let directory = try TemporaryDirectory()
        let token = try directory.write("t", to: "token")
        let server = try await LoopbackServer { _ in .reply(status: 401) }
        let credential: Credential = renewable ? .tokenFile(path: token) : .token("t")
        try await transport(to: "http://127.0.0.1:\(server.port)", credential: credential) { transport in
            let status = try await transport.send(get).status
            #expect(status == 401)
        }
        #expect(server.requests.count == (renewable ? 2 : 1))
        await server.stop()
    }

    @Test("Without its token file the request is not sent, and the error names the file")
    func noToken() async throws {
        try await transport(to: "http://127.0.0.1:1", credential: .tokenFile(path: "/no/such/token")) { transport in
            let error = await failure(get, over: transport)
            #expect(error?.outcome == .notSent)
            #expect(error?.description.contains("/no/such/token") == true)
        }
    }

    // MARK: Failures

    @Test("The error for an unreachable server says that it never got the request")
    func connectionRefused() async throws {
        // Not the port of a server that has just stopped: a server of another test may already use it.
        try await transport(to: "http://127.0.0.1:1") { transport in
            #expect(await failure(get, over: transport)?.outcome == .notSent)
        }
    }

    @Test(
        "The error for a closed connection says that the server may have acted on the request",
        arguments: [true, false]
    )
    func hangsUp(secure: Bool) async throws {
        let server = try await LoopbackServer(tls: secure ? .loopback() : nil) { _ in .hangUp }
        try await transport(to: "\(secure ? "https" : "http")://127.0.0.1:\(server.port)") { transport in
            #expect(await failure(get, over: transport)?.outcome == .unknown)
        }
        #expect(server.requests.count == 1)
        await server.stop()
    }

    @Test(
        "A server that stops responding is detected, both before the response and within its body",
        arguments: [true, false]
    )
    func silence(withinBody: Bool) async throws {
        let server = try await LoopbackServer { _ in withinBody ? .silence(after: "beginning") : .nothing }
        var limits = HTTPTransport.Limits()
        limits.response = .milliseconds(100)
        try await transport(to: "http://127.0.0.1:\(server.port)", limits: limits) { transport in
            #expect(await failure(get, over: transport)?.outcome == .unknown)
        }
        await server.stop()
    }

    @Test("A watch may be silent for longer than a normal response, but not for ever")
    func silentWatch() async throws {
        let server = try await LoopbackServer { _ in .silence(after: "line\n") }
        var limits = HTTPTransport.Limits()
        limits.response = .seconds(20)
        limits.watchSilence = .milliseconds(100)
        let watch = TransportRequest(method: .get, path: "/watch", isWatch: true)
        try await transport(to: "http://127.0.0.1:\(server.port)", limits: limits) { transport in
            #expect(await failure(watch, over: transport)?.outcome == .unknown)
        }
        await server.stop()
    }

    @Test("A cancelled request ends with a cancellation error, and its connection is closed", arguments: [true, false])
    func cancellation(isWatch: Bool) async throws {
        let server = try await LoopbackServer { _ in .silence(after: "line\n") }
        let request = TransportRequest(method: .get, path: "/watch", isWatch: isWatch)
        try await transport(to: "http://127.0.0.1:\(server.port)") { transport in
            let task = Task { try await text(transport.send(request)) }
            #expect(await eventually { server.requests.count == 1 })
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(await eventually { server.connections == 0 })
        }
        await server.stop()
    }

    @Test("Events of a watch arrive while it is open")
    func liveWatch() async throws {
        let server = try await LoopbackServer { _ in .silence(after: "line\n") }
        let watch = TransportRequest(method: .get, path: "/watch", isWatch: true)
        try await transport(to: "http://127.0.0.1:\(server.port)") { transport in
            var chunks = try await transport.send(watch).body.makeAsyncIterator()
            #expect(try await chunks.next(isolation: nil) == Array("line\n".utf8))
            #expect(server.connections == 1)
        }
        await server.stop()
    }

    @Test(
        "Retry-After in seconds is read and bounded, and a date is ignored",
        arguments: [
            ("7", .seconds(7)), ("0", .zero), ("99999999999", .seconds(3600)), ("-1", .zero),
            ("Wed, 21 Oct 2026 07:28:00 GMT", nil), ("soon", nil), ("99999999999999999999999", nil),
        ] as [(String, Duration?)]
    )
    func retryAfter(header: String, wait: Duration?) async throws {
        let server = try await LoopbackServer { _ in .reply(status: 429, headers: [("Retry-After", header)]) }
        try await transport(to: "http://127.0.0.1:\(server.port)") { transport in
            let response = try await transport.send(get)
            #expect(response.status == 429)
            #expect(response.retryAfter == wait)
        }
        await server.stop()
    }

    @Test("A redirect is not followed, because it could send credentials to another server")
    func redirect() async throws {
        let server = try await LoopbackServer { _ in .reply(status: 302, headers: [("Location", "/elsewhere")]) }
        try await transport(to: "http://127.0.0.1:\(server.port)") { transport in
            let status = try await transport.send(get).status
            #expect(status == 302)
        }
        #expect(server.requests.count == 1)
        await server.stop()
    }

    @Test("A proxy or a server with an invalid URL is refused at once")
    func configuration() {
        for proxy in ["::", "ftp://proxy", "u:canary@proxy:3128", "https://u:canary@proxy"] {
            let configuration = ClusterConfiguration(server: "https://s", proxyURL: proxy)
            let error = #expect(throws: ConfigurationError.self) { try HTTPTransport(configuration: configuration) }
            #expect(error?.description.contains("canary") == false)
        }
    }

    @Test("A server given by its address is used through a proxy only with a TLS server name or without verification")
    func addressBehindProxy() async throws {
        var configuration = ClusterConfiguration(server: "https://10.0.0.1:6443", proxyURL: "socks5://proxy")
        let error = #expect(throws: ConfigurationError.self) { try HTTPTransport(configuration: configuration) }
        #expect(error?.description.contains("tls-server-name") == true)
        configuration.tls.serverName = "kubernetes"
        try await HTTPTransport(configuration: configuration).shutdown()
        configuration.tls = TLSSettings(skipsVerification: true)
        try await HTTPTransport(configuration: configuration).shutdown()
    }
}
