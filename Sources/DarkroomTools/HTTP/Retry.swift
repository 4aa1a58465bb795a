internal import KubeCore

/// Tries what may pass by itself several times, with growing pauses.
struct Retry: Sendable {
    /// How often, the first time included.
    var attempts = 5
    var backoff = Backoff(initial: .milliseconds(250), cap: .seconds(8))
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// - Throws: What `attempt` does; in place of a ``ConnectionFailure``, its ``ToolFailure``.
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

    /// Waits as long as so many failures in a row suggest.
    func pause(afterFailures failures: Int) async throws {
        try await sleep(backoff.delay(failures: failures))
    }
}
