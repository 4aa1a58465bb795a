internal import AsyncHTTPClient
internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeCore
internal import KubeRuntime
internal import Logging

/// What the leading replica does once a second beside scaling: asks the services that keep queues of asynchronous work
/// how much of it there is. Apart from the scaling itself, so that a queue which does not answer holds up no service.
struct AsyncQueueLoop: Sendable {
    private static let interval = Duration.seconds(1)

    let view: ClusterView
    let board: AsyncQueueBoard
    let logger: Logger

    /// Asks until cancelled.
    func run() async throws {
        try await HTTPClient.withHTTPClient(configuration: AsyncQueueReader.configuration) { http in
            let reader = AsyncQueueReader(http: http)
            while true {
                let began = ContinuousClock.now
                let sources = sources
                board.keep(sources, now: began)
                // A queue of work for many services is asked once.
                let services = Dictionary(grouping: sources.keys) { sources[$0] }
                await withTaskGroup { group in
                    for case (let source?, let services) in services {
                        group.addTask { await read(source, for: services, with: reader) }
                    }
                }
                try await Task.sleep(until: began + Self.interval, clock: .continuous)
            }
        }
    }

    private var sources: [ObjectKey: AsyncQueueSource] {
        view.living.reduce(into: [:]) { sources, service in
            if !service.spec.stopped, let source = AsyncQueueSource(of: service) { sources[service.key] = source }
        }
    }

    private func read(_ source: AsyncQueueSource, for services: [ObjectKey], with reader: AsyncQueueReader) async {
        let answer = await answer(of: source, reader)
        board.record(answer, of: source, for: services, now: .now)
        guard case .failure(let problem) = answer else { return }
        logger.debug(
            "queue not read",
            metadata: ["queue": "\(source.service)\(source.path)", "error": "\(problem.reason)"]
        )
    }

    private func answer(
        of source: AsyncQueueSource,
        _ reader: AsyncQueueReader
    ) async -> Result<Int, AsyncQueueProblem> {
        guard let keeper = view.services.store[source.service], !keeper.metadata.isBeingDeleted else {
            return .failure(.noService)
        }
        // Any of them knows: the queue is one. Another each time, so that one which hangs hides it for a second only.
        guard let pod = view.addresses(of: keeper.key, uid: keeper.metadata.uid).randomElement() else {
            return .failure(.noReadyPod)
        }
        return await reader.depth(at: pod, source.path)
    }
}
