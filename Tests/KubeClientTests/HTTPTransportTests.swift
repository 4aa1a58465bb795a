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

    /// A transport for as long as `body` needs it.
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

    /// The error that a request ends with, its body included.
    private func failure(_ request: TransportRequest, over transport: HTTPTransport) async -> TransportError? {
        await #expect(throws: TransportError.self) { _ = try await text(transport.send(request)) }
    }

    // MARK: TLS

    @Test("A request reaches a server whose certificate the CA signed, and the answer comes back")
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

    @Test("A server whose certificate another CA signed, or for another name, never gets the request")
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

    @Test("Any certificate is taken where the configuration says so")
    func insecure() async throws {
        let server = try await LoopbackServer(tls: .loopback()) { _ in .reply() }
        try await transport(to: "https://127.0.0.1:\(server.port)", tls: TLSSettings(skipsVerification: true)) {
            let status = try await $0.send(get).status
            #expect(status == 200)
        }
        await server.stop()
    }

    @Test("A server that asks for a certificate gets the client's, and takes nobody without one")
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

    @Test("After a handshake that failed the files are read again: a rotated CA is in use at once")
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

    @Test("PEM that is none keeps the request here, and is named")
    func brokenPEM() async throws {
        let tls = TLSSettings(certificateAuthority: .inline(Array("nonsense".utf8)))
        try await transport(to: "https://127.0.0.1:1", tls: tls) { transport in
            let error = await failure(get, over: transport)
            #expect(error?.outcome == .notSent)
            #expect(error?.description.contains("PEM") == true)
        }
    }

    // MARK: Credentials

    @Test("A refused token is read again, and the request repeated with the new one")
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

    @Test("A server that refuses every token is asked twice, not for ever", arguments: [true, false])
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

    @Test("A token file that is not there keeps the request here, and is named")
    func noToken() async throws {
        try await transport(to: "http://127.0.0.1:1", credential: .tokenFile(path: "/no/such/token")) { transport in
            let error = await failure(get, over: transport)
            #expect(error?.outcome == .notSent)
            #expect(error?.description.contains("/no/such/token") == true)
        }
    }

    // MARK: What went wrong

    @Test("A server that is not there never got the request")
    func connectionRefused() async throws {
        // Not the port of a server that has just ended: another test's may have it already.
        try await transport(to: "http://127.0.0.1:1") { transport in
            #expect(await failure(get, over: transport)?.outcome == .notSent)
        }
    }

    @Test("A server that hangs up may have acted on the request", arguments: [true, false])
    func hangsUp(secure: Bool) async throws {
        let server = try await LoopbackServer(tls: secure ? .loopback() : nil) { _ in .hangUp }
        try await transport(to: "\(secure ? "https" : "http")://127.0.0.1:\(server.port)") { transport in
            #expect(await failure(get, over: transport)?.outcome == .unknown)
        }
        #expect(server.requests.count == 1)
        await server.stop()
    }

    @Test("Silence is noticed, before the answer and within its body", arguments: [true, false])
    func silence(withinBody: Bool) async throws {
        let server = try await LoopbackServer { _ in withinBody ? .silence(after: "beginning") : .nothing }
        var limits = HTTPTransport.Limits()
        limits.response = .milliseconds(100)
        try await transport(to: "http://127.0.0.1:\(server.port)", limits: limits) { transport in
            #expect(await failure(get, over: transport)?.outcome == .unknown)
        }
        await server.stop()
    }

    @Test("A watch may be silent for longer than an answer, but not for ever")
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

    @Test("A cancelled request ends as such, and its connection goes", arguments: [true, false])
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

    @Test("What a watch sends arrives while it is open")
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
        "Retry-After in seconds is read and bounded; a date is passed over",
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

    @Test("A redirect is not followed: it could lead credentials elsewhere")
    func redirect() async throws {
        let server = try await LoopbackServer { _ in .reply(status: 302, headers: [("Location", "/elsewhere")]) }
        try await transport(to: "http://127.0.0.1:\(server.port)") { transport in
            let status = try await transport.send(get).status
            #expect(status == 302)
        }
        #expect(server.requests.count == 1)
        await server.stop()
    }

    @Test("A proxy or a server that is no URL is refused at once")
    func configuration() {
        for proxy in ["::", "ftp://proxy", "u:canary@proxy:3128", "https://u:canary@proxy"] {
            let configuration = ClusterConfiguration(server: "https://s", proxyURL: proxy)
            let error = #expect(throws: ConfigurationError.self) { try HTTPTransport(configuration: configuration) }
            #expect(error?.description.contains("canary") == false)
        }
    }

    @Test("A server that has only an address is not reached through a proxy, unless its name or nothing is verified")
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
