import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// An HTTP/1.1 server on the loopback interface with answers that a test chooses.
final class LoopbackServer: Sendable {
    /// A request.
    struct Request: Sendable, Equatable {
        var method: String
        var target: String
        var authorization: String?
        var contentType: String?
        var body: String
    }

    /// An answer.
    enum Answer: Sendable {
        case reply(status: Int = 200, headers: [(String, String)] = [], body: String = "")
        /// The head and the start of a body, and then nothing more.
        case silence(after: String)
        /// No reply at all, on an open connection.
        case nothing
        /// The connection is closed without a reply.
        case hangUp
    }

    private struct State {
        var requests: [Request] = []
        var connections = 0
    }

    private let state = Mutex(State())
    private let answer: @Sendable (Request) -> Answer
    private let listener = Mutex<(any Channel)?>(nil)

    /// Starts listening on a port that the system chooses.
    ///
    /// - Parameter tls: Nil speaks plain HTTP.
    init(tls: TLSConfiguration? = nil, answer: @escaping @Sendable (Request) -> Answer) async throws {
        self.answer = answer
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(Handler(server: self))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        listener.withLock { $0 = channel }
    }

    var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }
    var requests: [Request] { state.withLock { $0.requests } }
    var connections: Int { state.withLock { $0.connections } }

    /// Stops listening.
    func stop() async { try? await listener.withLock { $0 }?.close() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let server: LoopbackServer
        private var request: Request?

        init(server: LoopbackServer) { self.server = server }

        func channelActive(context: ChannelHandlerContext) {
            server.state.withLock { $0.connections += 1 }
            context.fireChannelActive()
        }

        func channelInactive(context: ChannelHandlerContext) {
            server.state.withLock { $0.connections -= 1 }
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                request = Request(
                    method: head.method.rawValue,
                    target: head.uri,
                    authorization: head.headers.first(name: "Authorization"),
                    contentType: head.headers.first(name: "Content-Type"),
                    body: ""
                )
            case .body(let bytes):
                request?.body += String(buffer: bytes)
            case .end:
                guard let request else { return }
                server.state.withLock { $0.requests.append(request) }
                write(server.answer(request), context)
            }
        }

        private func write(_ answer: Answer, _ context: ChannelHandlerContext) {
            switch answer {
            case .reply(let status, let headers, let body):
                writeHead(status, headers + [("Content-Length", "\(body.utf8.count)")], context)
                writeBody(body, context)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .silence(let beginning):
                writeHead(200, [("Transfer-Encoding", "chunked")], context)
                writeBody(beginning, context)
                context.flush()
            case .nothing:
                break
            case .hangUp:
                context.close(promise: nil)
            }
        }

        private func writeHead(_ status: Int, _ headers: [(String, String)], _ context: ChannelHandlerContext) {
            let head = HTTPResponseHead(
                version: .http1_1,
                status: HTTPResponseStatus(statusCode: status),
                headers: HTTPHeaders(headers)
            )
            context.write(wrapOutboundOut(.head(head)), promise: nil)
        }

        private func writeBody(_ text: String, _ context: ChannelHandlerContext) {
            guard !text.isEmpty else { return }
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
        }
    }
}

extension TLSConfiguration {
    /// The server's side of a connection; with `asksForClient`, only clients with a certificate can connect.
    static func loopback(asksForClient: Bool = false) throws -> TLSConfiguration {
        func certificates(_ pem: String) throws -> [NIOSSLCertificate] {
            try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8))
        }
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try certificates(Certificates.server).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(Certificates.serverKey.utf8), format: .pem))
        )
        if asksForClient {
            tls.certificateVerification = .noHostnameVerification
            tls.trustRoots = .certificates(try certificates(Certificates.authority))
        }
        return tls
    }
}
