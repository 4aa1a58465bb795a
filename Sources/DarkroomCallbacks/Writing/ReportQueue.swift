internal import DarkroomAPI
internal import KubeClient
internal import KubeCore
internal import Logging

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Performs the actions of ``HeartbeatBuffer``: writes a run once per interval for all its heartbeats, even if several
/// servers receive them.
actor ReportQueue {
    private typealias Buffer = HeartbeatBuffer<ContinuousClock.Instant, ReceivedReport>

    private var buffer: Buffer
    private let writer: ReportWriter
    private let interval: Duration
    private let logger: Logger
    private let clock = ContinuousClock()
    private var timers: [String: Task<Void, Never>] = [:]
    /// UIDs of the runs whose heartbeats could not be stored the last time.
    private var failing: Set<String> = []

    init(writer: ReportWriter, interval: Duration, logger: Logger) {
        buffer = Buffer(interval: interval)
        self.writer = writer
        self.interval = interval
        self.logger = logger
    }

    /// Accepts a heartbeat, to be written within the interval.
    ///
    /// - Returns: False while heartbeats of this run cannot be stored, so that its trainer keeps them too.
    func hold(_ heartbeat: ReceivedReport, for run: TrainingRun) -> Bool {
        carryOut(buffer.add(heartbeat, for: run.metadata.uid, now: clock.now), run)
        return !failing.contains(run.metadata.uid)
    }

    /// Writes a report at once, together with the heartbeats that are held.
    ///
    /// A heartbeat that the API server rejects must not keep an event or a result from being stored: when the write
    /// fails for that reason, it is repeated without the heartbeats.
    ///
    /// - Throws: As ``ReportWriter/write(_:on:unlessHeardAfter:)``; the heartbeats are held again then.
    func write(_ report: ReceivedReport, for run: TrainingRun) async throws {
        let uid = run.metadata.uid
        timers.removeValue(forKey: uid)?.cancel()
        let held = buffer.take(uid, now: clock.now)
        do {
            do {
                try await writer.write(held + [report], on: run)
            } catch KubeError.invalid(let status) where !held.isEmpty && status.isAboutTrainerStatus {
                try await writer.write([report], on: run)
                logDropped(status, of: run)
            }
            failing.remove(uid)
        } catch {
            carryOut(buffer.putBack(held, for: uid, now: clock.now), run)
            throw error
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
            // The run or its attempt is over, and so is the trainer.
            failing.remove(uid)
        } catch KubeError.invalid(let status) where status.isAboutTrainerStatus {
            // Every further try would be rejected too, together with later reports.
            failing.remove(uid)
            logDropped(status, of: run)
        } catch {
            failing.insert(uid)
            logger.warning("heartbeats not stored yet", metadata: ["run": "\(run.key)", "error": "\(error)"])
            carryOut(buffer.putBack(held, for: uid, now: clock.now), run)
        }
    }

    private func logDropped(_ status: KubeStatus, of run: TrainingRun) {
        logger.warning(
            "heartbeats dropped: rejected by the API server",
            metadata: ["run": "\(run.key)", "error": "\(status.message)"]
        )
    }
}
