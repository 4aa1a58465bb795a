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
    /// A write is not possible, or not needed.
    enum Failure: Error {
        /// The run no longer exists.
        case gone
        /// Another server has just written heartbeats of the run.
        case heardElsewhere
    }

    /// What came of one report; nil is stored.
    typealias Outcome = ReportRejection?

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
    /// Time before the next try. It is random, so that servers that have met once do not meet again and again.
    private static let backoff = Backoff(initial: .milliseconds(20), cap: .milliseconds(500), jitter: 1)

    /// Applies reports to a run's status, in their order and in one write.
    ///
    /// - Parameter limit: Nothing is written when the trainer has been heard after this time.
    /// - Returns: The outcome of each report.
    /// - Throws: ``Failure``, or ``KubeError`` when it is worth trying again.
    @discardableResult
    func write(
        _ reports: [ReceivedReport],
        on run: TrainingRun,
        unlessHeardAfter limit: Timestamp? = nil
    ) async throws -> [Outcome] {
        var tries = 0
        while true {
            do {
                return try await writeOnce(reports, on: run, unlessHeardAfter: limit)
            } catch KubeError.conflict(let status) {
                tries += 1
                guard tries < Self.attempts else { throw KubeError.conflict(status) }
                try await Task.sleep(for: Self.backoff.delay(failures: tries))
            } catch KubeError.notFound {
                throw Failure.gone
            }
        }
    }

    private func writeOnce(
        _ reports: [ReceivedReport],
        on known: TrainingRun,
        unlessHeardAfter limit: Timestamp?
    ) async throws -> [Outcome] {
        let run = try await client.get(TrainingRun.self, known.key)
        guard run.metadata.uid == known.metadata.uid else { throw Failure.gone }
        let now = Timestamp(Date())
        guard run.acceptsReports(now: now) else { return reports.map { _ in .closed } }
        let current = reports.filter { $0.attempt == run.reportingAttempt }
        if let limit, !current.isEmpty, run.trainerStatus.isHeard(after: limit, now: now) {
            throw Failure.heardElsewhere
        }
        var status = run.trainerStatus
        let outcomes = reports.map { status.take($0, of: run, now: now) }
        guard status != run.trainerStatus else { return outcomes }
        let metadata = ApplyMeta(
            name: run.metadata.name,
            namespace: run.metadata.namespace,
            uid: run.metadata.uid,
            resourceVersion: run.metadata.resourceVersion
        )
        try await statuses.apply(status, to: TrainingRun.resource, metadata)
        return outcomes
    }
}

extension TrainerStatus {
    /// Adds one report to the status that will be written.
    fileprivate mutating func take(
        _ received: ReceivedReport,
        of run: TrainingRun,
        now: Timestamp
    ) -> ReportWriter.Outcome {
        guard received.attempt == run.reportingAttempt else { return .pastAttempt }
        let isLate = received.isHeartbeat && run.trainerStatus.isHeard(after: received.time, now: now)
        guard !isLate else { return nil }
        guard !contradicts(received.report, attempt: received.attempt, at: received.time) else { return .resultStands }
        self = applying(
            received.report,
            attempt: received.attempt,
            wantedMetric: run.spec.metric,
            at: received.time,
            now: now
        )
        reportProblem = received.problem ?? reportProblem
        return nil
    }
}
