internal import NIOCore
internal import NIOPosix

/// Makes the kernel detect a peer that disappears without closing the connection.
///
/// Otherwise, a half-open connection looks exactly like an idle watch.
enum SocketKeepAlive {
    /// Probes after 15 s of silence, every 10 s; the connection ends after two unanswered probes, or when sent
    /// data stays unacknowledged for 35 s.
    static func enable(on channel: any Channel) -> EventLoopFuture<Void> {
        guard let options = channel.syncOptions, channel.eventLoop.inEventLoop else {
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        // A socket that rejects an option (a UNIX socket, another kernel) still works, but detects lost peers later.
        try? options.setOption(.socketOption(.so_keepalive), value: 1)
        #if os(Linux)
        try? options.setOption(.tcpOption(.init(rawValue: 4)), value: 15)  // TCP_KEEPIDLE
        try? options.setOption(.tcpOption(.init(rawValue: 5)), value: 10)  // TCP_KEEPINTVL
        try? options.setOption(.tcpOption(.init(rawValue: 6)), value: 2)  // TCP_KEEPCNT
        try? options.setOption(.tcpOption(.init(rawValue: 18)), value: 35_000)  // TCP_USER_TIMEOUT
        #endif
        return channel.eventLoop.makeSucceededVoidFuture()
    }
}
