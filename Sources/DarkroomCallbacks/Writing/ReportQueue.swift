internal import DarkroomAPI
internal import KubeClient
internal import KubeCore
internal import Logging

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Performs the actions of ``HeartbeatBuffer`` and ``ReportBatches``: writes a run once per interval for all its
/// heartbeats, even if several servers receive them, and once for all events that come in together.
actor ReportQueue {
    private typealias Buffer = HeartbeatBuffer<ContinuousClock.Instant, ReceivedReport>
    private typealias Batches = ReportBatches<ContinuousClock.Instant, WaitingReport>

    /// An event or a result whose call is answered when it is stored.
    private struct WaitingReport: Sendable {
        let received: ReceivedReport
        let call: CheckedContinuation<Void, any Error>

        func answer(_ outcome: ReportWriter.Outcome) {
            if let rejection = outcome { call.resume(throwing: rejection) } else { call.resume() }
        }
    }

    private var buffer: Buffer
    private var batches = Batches()
    private let writer: ReportWriter
    private let interval: Duration
    private let logger: Logger
    private let clock = ContinuousClock()
    private var timers: [String: Task<Void, Never>] = [:]
    /// UIDs of the runs whose heartbeats could not be stored the last time.
    private var failing: Set<String> = []

    init(writer: ReportWriter, interval: Duration, logger: Logger) {
        buffer = Buffer(interval: interval) { $0.followed(by: $1) }
        self.writer = writer
        self.interval = interval
        self.logger = logger
    }

    /// Accepts a heartbeat, to be written within the interval.
    ///
    /// - Returns: False while heartbeats of this run cannot be stored, so that its trainer keeps them too.
    @discardableResult
    func hold(_ heartbeat: ReceivedReport, for run: TrainingRun) -> Bool {
        carryOut(buffer.add(heartbeat, for: run.metadata.uid, now: clock.now), run)
        return !failing.contains(run.metadata.uid)
    }

    /// Writes a report at once, together with the heartbeats that are held and with the reports that came in while the
    /// previous write was under way.
    ///
    /// - Throws: ``ReportRejection``, or as ``ReportWriter/write(_:on:unlessHeardAfter:)``; the heartbeats are held again
    ///   then.
    func write(_ report: ReceivedReport, for run: TrainingRun) async throws {
        try await withCheckedThrowingContinuation { (call: CheckedContinuation<Void, any Error>) in
            let waiting = WaitingReport(received: report, call: call)
            switch batches.add(waiting, for: run.metadata.uid, now: clock.now) {
            case .refuse: call.resume(throwing: ReportRejection.tooMany)
            case .wait: break
            case .write(let moment): Task { await self.writeBatches(of: run, from: moment) }
            }
        }
    }

    /// Writes everything that is held, before the process ends.
    func drain(_ run: (_ uid: String) -> TrainingRun?) async {
        for uid in Array(timers.keys) {
            timers.removeValue(forKey: uid)?.cancel()
            guard let run = run(uid) else { continue }
            await flush(run, unlessHeardAfter: nil)
        }
    }
}

extension ReportQueue {
    private func writeBatches(of run: TrainingRun, from moment: ContinuousClock.Instant) async {
        let uid = run.metadata.uid
        var next: ContinuousClock.Instant? = moment
        while let moment = next {
            try? await clock.sleep(until: moment)
            await write(batches.take(uid, now: clock.now), on: run)
            next = batches.finished(uid, now: clock.now)
        }
        batches.forgetIdle(now: clock.now)
    }

    private func write(_ batch: [WaitingReport], on run: TrainingRun) async {
        let uid = run.metadata.uid
        timers.removeValue(forKey: uid)?.cancel()
        let held = buffer.take(uid, now: clock.now)
        do {
            let outcomes = try await writer.write(held + batch.map(\.received), on: run)
            failing.remove(uid)
            for (waiting, outcome) in zip(batch, outcomes.dropFirst(held.count)) { waiting.answer(outcome) }
        } catch KubeError.invalid(let status) where status.isAboutTrainerStatus && held.count + batch.count > 1 {
            if !held.isEmpty { logDropped(status, of: run) }
            await writeEach(batch, on: run)
        } catch {
            carryOut(buffer.putBack(held, for: uid, now: clock.now), run)
            for waiting in batch { waiting.call.resume(throwing: error) }
        }
    }

    /// Writes each report by itself: one that the API server rejects must not keep another from being stored.
    private func writeEach(_ batch: [WaitingReport], on run: TrainingRun) async {
        for waiting in batch {
            do {
                let outcomes = try await writer.write([waiting.received], on: run)
                failing.remove(run.metadata.uid)
                waiting.answer(outcomes.first ?? nil)
            } catch {
                waiting.call.resume(throwing: error)
            }
        }
    }

    private func carryOut(_ action: Buffer.Action, _ run: TrainingRun) {
        guard case .write(let moment) = action else { return }
        timers[run.metadata.uid] = Task { [clock] in
            try? await clock.sleep(until: moment)
            guard !Task.isCancelled else { return }
            await self.flush(run, unlessHeardAfter: self.beginningOfInterval)
        }
    }

    /// A status holds whole seconds, so a heartbeat that was written an interval ago may look older, never younger.
    private var beginningOfInterval: Timestamp { Timestamp(Date(timeIntervalSinceNow: -(interval / .seconds(1)))) }

    private func flush(_ run: TrainingRun, unlessHeardAfter limit: Timestamp?) async {
        let uid = run.metadata.uid
        timers[uid] = nil
        let held = buffer.take(uid, now: clock.now)
        buffer.forgetIdle(now: clock.now)
        guard !held.isEmpty else { return }
        do {
            try await writer.write(held, on: run, unlessHeardAfter: limit)
            failing.remove(uid)
        } catch ReportWriter.Failure.heardElsewhere {
            failing.remove(uid)
            carryOut(buffer.putBack(held, for: uid, now: clock.now), run)
        } catch is ReportWriter.Failure {
            // The run is gone, and so is the trainer.
            failing.remove(uid)
        } catch KubeError.invalid(let status) where status.isAboutTrainerStatus {
            // Every further try would be rejected too, together with later reports.
            failing.remove(uid)
            logDropped(status, of: run)
            await writeSignOfLife(held, on: run)
        } catch {
            failing.insert(uid)
            logger.warning("heartbeats not stored yet", metadata: ["run": "\(run.key)", "error": "\(error)"])
            carryOut(buffer.putBack(held, for: uid, now: clock.now), run)
        }
    }

    /// The trainer whose heartbeats are rejected has not stalled.
    private func writeSignOfLife(_ held: [ReceivedReport], on run: TrainingRun) async {
        guard let last = held.last else { return }
        let sign = ReceivedReport(report: .signOfLife, attempt: last.attempt, time: last.time)
        _ = try? await writer.write([sign], on: run)
    }

    private func logDropped(_ status: KubeStatus, of run: TrainingRun) {
        logger.warning(
            "heartbeats dropped: rejected by the API server",
            metadata: ["run": "\(run.key)", "error": "\(status.message)"]
        )
    }
}
