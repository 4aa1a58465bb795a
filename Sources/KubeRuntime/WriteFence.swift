public import KubeClient

/// A write was blocked, because this replica does not lead or stopped leading during the write.
public struct NotLeading: Error, Hashable, CustomStringConvertible {
    /// What happened, for the log.
    public var description: String { "this replica does not lead: another may be writing" }
}

extension KubeClient {
    /// The same client, but with writes only while `elector` leads.
    ///
    /// It is not enough that a controller starts no reconcile without leadership: a reconcile that started in time may
    /// reach its last write much later, when the process was stopped in between or the server is slow. Reads are
    /// not blocked. A write throws ``NotLeading`` without leadership, and is cancelled when leadership ends; the
    /// elector ends the process at the same time with ``LeadershipLost``.
    public func fenced(by elector: LeaderElector) -> KubeClient {
        KubeClient(
            transport: WriteFence(base: transport) { elector.leadsUntil },
            fieldManager: fieldManager,
            metricPrefix: metricPrefix,
            reachability: reachability
        )
    }
}

/// Lets writes through only until the right to write ends.
struct WriteFence: Transport {
    let base: any Transport
    /// When the right to write ends, as currently known: every renewal extends it. Nil without that right.
    let mayWriteUntil: @Sendable () -> ContinuousClock.Instant?

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        guard request.method != .get else { return try await base.send(request) }
        guard mayWrite(at: .now) else { throw NotLeading() }
        return try await withThrowingTaskGroup(of: TransportResponse.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await base.send(request) }
            group.addTask { throw try await ended() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    func mayWrite(at now: ContinuousClock.Instant) -> Bool { mayWriteUntil().map { now < $0 } ?? false }

    /// Returns once the right to write has ended permanently.
    private func ended() async throws -> NotLeading {
        while let end = mayWriteUntil(), .now < end {
            // A request may wait for a connection until long after the deadline.
            try await Task.sleep(until: end, clock: .continuous)
        }
        return NotLeading()
    }
}
