import NIOCore
import NIOPosix

/// Connections to pods that wait for their next request, on one event loop.
final class PodPool {
    private let limits: ProxyLimits
    /// The last used one is at the end: it is the least likely to have been closed by the pod.
    private var idle: [PodAddress: [PodHandler]] = [:]
    private var busy: [PodAddress: Int] = [:]

    init(limits: ProxyLimits) { self.limits = limits }

    /// Number of idle connections to a pod.
    func idleCount(_ pod: PodAddress) -> Int { idle[pod]?.count ?? 0 }

    /// The pod with the fewest requests of this event loop in progress, of all or, of many, two at random.
    ///
    /// - Parameter avoided: A pod that has just failed; taken only when it is the only one.
    func choose(
        among pods: [PodAddress],
        avoiding avoided: PodAddress?,
        random: inout QuickRandom
    ) -> PodAddress? {
        guard pods.count > 1 else { return pods.first }
        let first = Int(random.next() % UInt64(pods.count))
        let second = (first + 1 + Int(random.next() % UInt64(pods.count - 1))) % pods.count
        if pods[first] == avoided { return pods[second] }
        if pods[second] == avoided { return pods[first] }
        return busy[pods[first], default: 0] <= busy[pods[second], default: 0] ? pods[first] : pods[second]
    }

    /// Takes an idle connection, if one exists.
    func takeIdle(_ pod: PodAddress) -> PodHandler? {
        while let handler = idle[pod]?.popLast() {
            if handler.isUsable { return handler }
        }
        return nil
    }

    func noteBegin(_ pod: PodAddress) { busy[pod, default: 0] += 1 }

    func noteEnd(_ pod: PodAddress) {
        let left = busy[pod, default: 1] - 1
        busy[pod] = left > 0 ? left : nil
    }

    /// Keeps a connection for the next request.
    func keepIdle(_ handler: PodHandler) {
        guard idleCount(handler.pod) < limits.idleConnectionsPerPod else { return handler.close() }
        handler.idleSince = .now()
        idle[handler.pod, default: []].append(handler)
    }

    /// A connection has closed.
    func remove(_ handler: PodHandler) {
        idle[handler.pod]?.removeAll { $0 === handler }
        if idle[handler.pod]?.isEmpty == true { idle[handler.pod] = nil }
    }

    /// Closes the idle connections to a pod whose connection has just failed. The pod has most likely died, and its
    /// connections with it, although not all of them may show that yet.
    func evictIdle(_ pod: PodAddress) {
        for handler in idle.removeValue(forKey: pod) ?? [] { handler.close() }
    }

    /// Closes connections that have been idle for too long.
    func closeIdle(now: NIODeadline) {
        for handlers in idle.values {
            for handler in handlers where handler.idleSince + limits.podIdleTimeout <= now { handler.close() }
        }
    }

    /// Opens a connection.
    func connect(
        to pod: PodAddress,
        on eventLoop: any EventLoop,
        _ completion: @escaping (Result<PodHandler, any Error>) -> Void
    ) {
        let handler = PodHandler(pod: pod, pool: self)
        let bound = NIOLoopBound(handler, eventLoop: eventLoop)
        do {
            let address = try SocketAddress(ipAddress: pod.ip, port: pod.port)
            ClientBootstrap(group: eventLoop)
                .connectTimeout(limits.connectAttemptTimeout)
                .channelOption(.autoRead, value: false)
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .channelOption(.recvAllocator, value: Self.receiveAllocator)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(bound.value)
                    }
                }
                .connect(to: address)
                .assumeIsolated()
                .whenComplete { completion($0.map { _ in handler }) }
        } catch {
            completion(.failure(error))
        }
    }

    /// Starts at the size of most heads, and grows for bodies.
    static let receiveAllocator: any RecvByteBufferAllocator & Sendable = AdaptiveRecvByteBufferAllocator(
        minimum: 4 << 10,
        initial: 8 << 10,
        maximum: 64 << 10
    )
}
