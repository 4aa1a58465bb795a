internal import KubeCore

/// Retries transient failures with growing pauses.
struct Retry: Sendable {
    /// Number of attempts, including the first.
    var attempts = 5
    var backoff = Backoff(initial: .milliseconds(250), cap: .seconds(8))
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// - Throws: What `attempt` throws; instead of a ``ConnectionFailure``, its ``ToolFailure``.
    func run<Value>(_ attempt: () async throws -> Value) async throws -> Value {
        var failures = 0
        while true {
            do {
                return try await attempt()
            } catch let error as ConnectionFailure {
                failures += 1
                guard error.isTransient, failures < attempts else { throw error.failure }
                try await pause(afterFailures: failures)
            }
        }
    }

    /// Waits for the delay that follows this many consecutive failures.
    func pause(afterFailures failures: Int) async throws {
        try await sleep(backoff.delay(failures: failures))
    }
}
