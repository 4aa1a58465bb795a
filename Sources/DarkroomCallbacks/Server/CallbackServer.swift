internal import DarkroomAPI
internal import DarkroomTelemetry
internal import Hummingbird
public import KubeClient
internal import KubeCore
internal import KubeRuntime
public import Logging
public import ServiceLifecycle

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Receives the reports of trainers, and writes them to the status of their runs.
public struct CallbackServer: Sendable {
    /// Field manager of the reports. Not the operator's, because an apply replaces all fields of its manager.
    public static let fieldManager = "darkroom-gateway"

    /// How a server runs.
    public struct Options: Sendable {
        /// Host to bind.
        public var host: String
        /// Port to bind.
        public var port: Int
        /// Namespace to watch; nil for all.
        public var watchNamespace: String?
        /// Shortest time between two writes of one run for heartbeats alone.
        public var interval: Duration

        /// Makes options.
        public init(
            host: String,
            port: Int,
            watchNamespace: String? = nil,
            interval: Duration = .seconds(10)
        ) {
            self.host = host
            self.port = port
            self.watchNamespace = watchNamespace
            self.interval = interval
        }
    }

    private let runs: Reflector<TrainingRun>
    private let queue: ReportQueue
    private let application: any Service

    /// Makes a server; nothing happens before its services run.
    ///
    /// - Parameter client: Writes under ``fieldManager``.
    public init(client: KubeClient, keys: CallbackKeys, options: Options, logger: Logger) {
        let runs = Reflector<TrainingRun>(
            client: client,
            namespace: options.watchNamespace,
            indexes: [.uid],
            logger: logger
        )
        let writer = ReportWriter(client: client, logger: logger)
        let queue = ReportQueue(
            writer: writer,
            interval: options.interval,
            logger: logger
        )
        self.runs = runs
        self.queue = queue
        let router = Router()
        router.addHealth(warnings: { writer.statuses.warnings }) {
            runs.isSynced ? nil : "not synced yet: \(TrainingRun.resource)"
        }
        CallbackRoutes(
            run: { uid in runs.store.objects(in: .uid, uid).first },
            isComplete: { runs.isSynced },
            keys: keys,
            queue: queue,
            now: { Timestamp(Date()) },
            logger: logger
        ).add(to: router)
        application = router.server(host: options.host, port: options.port, logger: logger)
    }

    /// The services in the order in which they start. They stop in reverse, so that held heartbeats are written after the
    /// last call and while runs are still known.
    public var services: [any Service] { [runs, Drain(queue: queue, runs: runs), application] }

    /// Writes the held heartbeats once calls no longer come in.
    private struct Drain: Service {
        let queue: ReportQueue
        let runs: Reflector<TrainingRun>

        func run() async throws {
            try? await gracefulShutdown()
            await queue.drain { runs.store.objects(in: .uid, $0).first }
        }
    }
}
