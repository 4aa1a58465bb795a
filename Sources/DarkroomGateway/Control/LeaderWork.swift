internal import KubeClient
internal import KubeCore
internal import KubeRuntime
internal import Logging
internal import ServiceLifecycle

/// Runs work on one replica of the gateway at a time.
///
/// Losing the lease ends the work but not the process, which keeps serving requests and stands for election again.
struct LeaderWork: Service {
    let client: KubeClient
    let lease: ObjectKey
    let identity: String
    let logger: Logger
    /// Runs until cancelled; its client writes only as long as this replica leads.
    let work: @Sendable (KubeClient) async throws -> Void

    func run() async throws {
        while !Task.isCancelled {
            do {
                try await serveOneTerm()
                return
            } catch is LeadershipLost {
                logger.warning("leadership lost; another replica scales now")
            } catch is CancellationError {
                return
            } catch {
                // Logged where the work ended; the pause lets another replica try.
                try await Task.sleep(for: .seconds(3))
            }
        }
    }

    /// Returns when the service shuts down.
    private func serveOneTerm() async throws {
        let elector = LeaderElector(client: client, lease: lease, identity: identity, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await elector.run() }
            group.addTask {
                try await cancelWhenGracefulShutdown {
                    do {
                        try await elector.waitUntilLeading()
                        try await work(client.fenced(by: elector))
                    } catch is CancellationError {
                        return
                    } catch {
                        // A replica that holds the lease without working blocks the others.
                        logger.error("the leader's work ended", metadata: ["error": "\(error)"])
                        throw error
                    }
                }
            }
            // The elector decides when to end; work that ended on its own waits for it.
            for try await _ in group {}
        }
    }
}
