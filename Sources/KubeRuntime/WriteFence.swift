public import KubeClient

/// A write was held back, because this replica does not lead or ceased to while it was under way.
public struct NotLeading: Error, Hashable, CustomStringConvertible {
    /// What happened, for the log.
    public var description: String { "this replica does not lead: another may be writing" }
}

extension KubeClient {
    /// The same client, whose writes go out only while `elector` leads.
    ///
    /// That a controller begins nothing new without leadership is not enough: a reconcile that began in time may come
    /// to its last write long after, when the process was stopped in between or the server answered slowly. Reads are
    /// not held back. A write throws ``NotLeading`` when leadership is missing, and is broken off when it ends; the
    /// elector ends the process at the same time, by ``LeadershipLost``.
    public func fenced(by elector: LeaderElector) -> KubeClient {
        KubeClient(
            transport: WriteFence(base: transport) { elector.leadsUntil },
            fieldManager: fieldManager,
            metricPrefix: metricPrefix
        )
    }
}

/// Lets writes through only until the instant at which the right to write ends.
struct WriteFence: Transport {
    let base: any Transport
    /// When the right to write ends, as known now: every renewal puts it off. Nil without that right.
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

    /// Returns once the right to write has ended for good.
    private func ended() async throws -> NotLeading {
        while let end = mayWriteUntil(), .now < end {
            // A request may wait in a queue for a connection until long after the deadline.
            try await Task.sleep(until: end, clock: .continuous)
        }
        return NotLeading()
    }
}
