import ClusterTestSupport
import NIOCore
import NIOPosix

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A connection to the installed gateway, for details that an HTTP client hides from a test.
struct RawConnection {
    /// The gateway closed the connection before the expected bytes arrived.
    struct Ended: Error, CustomStringConvertible {
        let description: String
    }

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received: [UInt8] = []

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    /// Runs `body` with a connection, which is closed afterwards.
    static func open<Result: Sendable>(
        _ body: @Sendable (inout RawConnection) async throws -> Result
    ) async throws -> Result {
        guard let url = TestEnvironment.gateway.flatMap({ URL(string: $0) }), let host = url.host() else {
            throw GatewayMissing()
        }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: host, port: url.port ?? 80) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = RawConnection(inbound, outbound)
            return try await body(&connection)
        }
    }

    /// Asks for a path.
    ///
    /// - Parameter fields: Header lines besides `Host`.
    func get(_ path: String, _ fields: String...) async throws {
        let lines = ["GET \(path) HTTP/1.1", "Host: gateway"] + fields + ["", ""]
        try await send(Array(lines.joined(separator: "\r\n").utf8))
    }

    func send(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

    /// Removes and returns the received bytes up to and including a text.
    mutating func receive(through text: String) async throws -> String {
        String(decoding: try await receive(through: Array(text.utf8)), as: UTF8.self)
    }

    /// Removes and returns the received bytes up to and including some bytes.
    mutating func receive(through end: [UInt8]) async throws -> [UInt8] {
        while true {
            if let range = received.firstRange(of: end) { return take(upTo: range.upperBound) }
            try await receiveMore()
        }
    }

    /// Takes a number of bytes.
    mutating func receive(count: Int) async throws -> [UInt8] {
        while received.count < count { try await receiveMore() }
        return take(upTo: count)
    }

    private mutating func receiveMore() async throws {
        guard let bytes = try await inbound.next() else {
            throw Ended(description: "the end came after: \(String(decoding: received, as: UTF8.self))")
        }
        received.append(contentsOf: bytes.readableBytesView)
    }

    private mutating func take(upTo end: Int) -> [UInt8] {
        defer { received.removeSubrange(..<end) }
        return Array(received[..<end])
    }
}
