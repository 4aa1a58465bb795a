internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeClient
internal import KubeCore
internal import Logging

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Writes what trainers report into the status of their runs: reads the run, changes it, and applies the result on the
/// condition that the run has not changed meanwhile, so that several servers can run side by side.
struct ReportWriter: Sendable {
    /// A write came too late, or is not needed.
    enum Failure: Error {
        /// The run no longer exists.
        case gone
        /// The attempt is over, and another has begun.
        case pastAttempt
        /// Another server has just written heartbeats of the run.
        case heardElsewhere
    }

    let client: KubeClient
    /// Writes under a field manager of its own, because an apply removes the writer's other fields.
    let statuses: StatusApplier

    /// Makes a writer.
    init(client: KubeClient, logger: Logger) {
        self.client = client
        statuses = StatusApplier(client: client, logger: logger)
    }

    /// How often a write is tried while other clients keep changing the run.
    private static let attempts = 8

    /// Applies reports to a run's status, in their order.
    ///
    /// - Parameter limit: Nothing is written when the trainer has been heard after this time.
    /// - Throws: ``Failure``, or ``KubeError`` when it is worth trying again.
    func write(_ reports: [ReceivedReport], on run: TrainingRun, unlessHeardAfter limit: Timestamp? = nil) async throws
    {
        var tries = 0
        while true {
            do {
                return try await writeOnce(reports, on: run, unlessHeardAfter: limit)
            } catch KubeError.conflict(let status) {
                tries += 1
                guard tries < Self.attempts else { throw KubeError.conflict(status) }
            } catch KubeError.notFound {
                throw Failure.gone
            }
        }
    }

    private func writeOnce(
        _ reports: [ReceivedReport],
        on known: TrainingRun,
        unlessHeardAfter limit: Timestamp?
    ) async throws {
        let run = try await client.get(TrainingRun.self, known.key)
        guard run.metadata.uid == known.metadata.uid else { throw Failure.gone }
        let current = reports.filter { $0.attempt == run.reportingAttempt }
        guard !current.isEmpty else { throw Failure.pastAttempt }
        let now = Timestamp(Date())
        let status = run.trainerStatus
        if let limit, status.isHeard(after: limit, now: now) { throw Failure.heardElsewhere }
        let news = current.filter { !$0.isHeartbeat || !status.isHeard(after: $0.time, now: now) }
        let changed = news.reduce(status) { status, received in
            status.applying(
                received.report,
                attempt: received.attempt,
                wantedMetric: run.spec.metric,
                at: received.time,
                now: now
            )
        }
        guard changed != status else { return }
        let metadata = ApplyMeta(
            name: run.metadata.name,
            namespace: run.metadata.namespace,
            uid: run.metadata.uid,
            resourceVersion: run.metadata.resourceVersion
        )
        try await statuses.apply(changed, to: TrainingRun.resource, metadata)
    }
}
