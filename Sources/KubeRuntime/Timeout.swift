internal import KubeClient

/// Sends a request, and cancels it after `limit`.
///
/// - Throws: ``KubeError/transport(_:)`` when the time has elapsed.
package func withTimeout<Result: Sendable>(
    _ limit: Duration,
    _ request: @Sendable @escaping () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        defer { group.cancelAll() }
        group.addTask { try await request() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw KubeError.transport(TransportError("no answer within \(limit)", outcome: .unknown))
        }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}
