import NIOCore
import NIOPosix
import Testing

@testable import DarkroomTools

@Suite("Servers that cannot be reached")
struct ConnectionFailureTests {
    /// Tries the URL once.
    private func failure(_ url: String, connect: Duration = .seconds(2)) async throws -> ConnectionFailure? {
        let session = try HTTPSession(connect: connect, silence: .seconds(2))
        let failure = await #expect(throws: ConnectionFailure.self) {
            _ = try await session.send(HTTPMessage(method: "GET", url: url, headers: []))
        }
        await session.shutdown()
        return failure
    }

    @Test("The problem of a refused connection says that it was refused")
    func refused() async throws {
        // No process listens there, and no test gets this port.
        let failure = try await failure("http://127.0.0.1:1/x?X-Amz-Signature=canary", connect: .seconds(30))
        #expect(failure?.failure.reason == .storageUnreachable)
        #expect(failure?.failure.message.contains("http://127.0.0.1:1 cannot be reached") == true)
        #expect(failure?.failure.message.contains("refused") == true, "\(failure?.failure.message ?? "")")
        #expect(failure?.failure.message.contains("canary") == false)
    }

    @Test("The problem of an unknown host says that the host was not found")
    func unknownHost() async throws {
        let failure = try await failure("http://storage.invalid:9000/", connect: .seconds(30))
        #expect(failure?.failure.reason == .storageUnreachable)
        #expect(
            failure?.failure.message.contains("host not found") == true,
            "\(failure?.failure.message ?? "")"
        )
    }

    @Test("A server that closes at once is reported as not answering properly")
    func closing() async throws {
        try await withServer({ $0.close() }) { port in
            let failure = try await failure("http://127.0.0.1:\(port)/")
            #expect(failure?.isTransient == true)
            #expect(failure?.failure.message.contains("does not answer correctly") == true)
        }
    }

    @Test("A server that sends nothing is reported as not answering properly")
    func silent() async throws {
        try await withServer({ $0.eventLoop.makeSucceededVoidFuture() }) { port in
            let failure = try await failure("http://127.0.0.1:\(port)/")
            #expect(
                failure?.failure.message.contains("stopped answering") == true,
                "\(failure?.failure.message ?? "")"
            )
        }
    }

    @Test("TLS to a server that speaks plain HTTP is recognised and not retried")
    func plainServer() async throws {
        try await withServer({ channel in
            channel.writeAndFlush(ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"))
        }) { port in
            let failure = try await failure("https://127.0.0.1:\(port)/")
            #expect(failure?.failure.reason == .storageNotTrusted)
            #expect(failure?.isTransient == false)
            #expect(
                failure?.failure.message.contains("with http://") == true,
                "\(failure?.failure.message ?? "")"
            )
        }
    }

    /// A server on loopback that handles every connection in the same way.
    private func withServer(
        _ onConnection: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>,
        _ body: (Int) async throws -> Void
    ) async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.execute { _ = onConnection(channel) }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).get()
        try await body(try #require(server.localAddress?.port))
        try await server.close()
    }
}
