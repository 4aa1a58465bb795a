internal import AsyncHTTPClient
internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeCore
internal import KubeRuntime
internal import Logging

/// Once a second, asks the services that keep queues of asynchronous work how much of it waits. The leading replica runs
/// it beside the ``AutoscalingLoop``, so that a queue which does not answer delays no service.
struct AsyncQueueLoop: Sendable {
    private static let interval = Duration.seconds(1)

    let view: ClusterView
    let queueDepths: QueueDepthStore
    let logger: Logger

    /// Runs until cancelled.
    func run() async throws {
        try await HTTPClient.withHTTPClient(configuration: AsyncQueueReader.configuration) { http in
            let reader = AsyncQueueReader(http: http)
            while true {
                let began = ContinuousClock.now
                let sources = sources
                queueDepths.keep(sources, now: began)
                // One request per queue, even if it has work for several services.
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
        queueDepths.record(answer, of: source, for: services, now: .now)
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
        guard let owner = view.services.store[source.service], !owner.metadata.isBeingDeleted else {
            return .failure(.noService)
        }
        // Each pod knows the whole queue. Another one each time, so that a pod which hangs hides it for a second only.
        guard let pod = view.addresses(of: owner.serviceID, uid: owner.metadata.uid).randomElement() else {
            return .failure(.noReadyPod)
        }
        return await reader.depth(at: pod, source.path)
    }
}
