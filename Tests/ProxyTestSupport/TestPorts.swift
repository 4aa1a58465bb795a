package import NIOCore
package import NIOPosix
import Synchronization

/// Ports on loopback that no other test of this process gets: a port that has stopped listening refuses connections
/// from then on, instead of leading to another test's server. The system would hand out a port again as soon as it is
/// free, so these are below the ones it hands out (32,768 and above, `net.ipv4.ip_local_port_range`).
package enum TestPorts {
    private static let range = 20_000..<30_000
    private static let taken = Atomic<Int>(Int.random(in: 0..<range.count))

    /// Listens on a port of its own.
    package static func listen(_ server: ServerBootstrap) async throws -> any Channel {
        var lastError: (any Error)?
        for _ in 0..<100 {
            let number = taken.wrappingAdd(1, ordering: .relaxed).newValue
            let port = range.lowerBound + number % range.count
            do {
                return try await server.bind(host: "127.0.0.1", port: port).get()
            } catch {
                lastError = error
            }
        }
        throw lastError ?? ChannelError.unknownLocalAddress
    }

    /// A port on which no process listens.
    package static func free() async throws -> Int {
        let channel = try await listen(ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton))
        guard let port = channel.localAddress?.port else { throw ChannelError.unknownLocalAddress }
        try await channel.close()
        return port
    }
}
