internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeClient
internal import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Writes what trainers report into the status of their runs: read, change, and apply on the condition that nobody
/// else has written meanwhile, so that several servers can stand side by side.
struct ReportWriter: Sendable {
    /// One call, with the attempt that made it and when it came.
    struct Call: Sendable {
        let body: CallbackBody
        let attempt: Int
        let time: Timestamp

        var isHeartbeat: Bool { if case .heartbeat = body { true } else { false } }
    }

    /// A write came too late, or was never wanted.
    enum Failure: Error {
        /// The run is gone.
        case gone
        /// The attempt is over, and another has begun.
        case pastAttempt
        /// Another server has written heartbeats of the run a moment ago.
        case heardElsewhere
    }

    private struct Apply: Encodable, Sendable {
        let apiVersion = TrainingRun.resource.apiVersion
        let kind = TrainingRun.resource.kind
        let metadata: ApplyMeta
        let status: TrainingReport
    }

    /// Writes under a field manager of its own: an apply takes the writer's other fields away.
    let client: KubeClient

    /// How often a write is tried when others keep writing to the same run.
    private static let attempts = 8

    /// Puts calls on a run's status, in their order.
    ///
    /// - Parameter limit: When the run was heard of after this, its calls are not written.
    /// - Throws: ``Failure``, or ``KubeError`` when it is worth trying again.
    func write(_ calls: [Call], on run: TrainingRun, unlessHeardAfter limit: Timestamp? = nil) async throws {
        var tries = 0
        while true {
            do {
                return try await writeOnce(calls, on: run, unlessHeardAfter: limit)
            } catch KubeError.conflict(let status) {
                tries += 1
                guard tries < Self.attempts else { throw KubeError.conflict(status) }
            } catch KubeError.notFound {
                throw Failure.gone
            }
        }
    }

    private func writeOnce(
        _ calls: [Call],
        on known: TrainingRun,
        unlessHeardAfter limit: Timestamp?
    ) async throws {
        let run = try await client.get(TrainingRun.self, known.key)
        guard run.metadata.uid == known.metadata.uid else { throw Failure.gone }
        let present = calls.filter { $0.attempt == run.reportingAttempt }
        guard !present.isEmpty else { throw Failure.pastAttempt }
        let now = Timestamp(Date())
        if let limit, run.report.isHeard(after: limit, now: now) { throw Failure.heardElsewhere }
        let news = present.filter { !$0.isHeartbeat || !run.report.isHeard(after: $0.time, now: now) }
        let report = news.reduce(run.report) { report, call in
            report.applying(
                call.body,
                attempt: call.attempt,
                wantedMetric: run.spec.metric,
                at: call.time,
                now: now
            )
        }
        guard report != run.report else { return }
        let metadata = ApplyMeta(
            name: run.metadata.name,
            namespace: run.metadata.namespace,
            uid: run.metadata.uid,
            resourceVersion: run.metadata.resourceVersion
        )
        let apply = Apply(metadata: metadata, status: report)
        try await client.apply(TrainingRun.resource, run.key, subresource: .status, apply)
    }
}
