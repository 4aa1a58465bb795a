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

/// Carries out what ``HeartbeatBuffer`` decides: one write of a run in an interval for all its heartbeats, however many
/// servers hear them.
actor ReportQueue {
    typealias Call = ReportWriter.Call

    private var buffer: HeartbeatBuffer<ContinuousClock.Instant, Call>
    private let writer: ReportWriter
    private let interval: Duration
    private let logger: Logger
    private let clock = ContinuousClock()
    private var timers: [String: Task<Void, Never>] = [:]

    init(writer: ReportWriter, interval: Duration, logger: Logger) {
        buffer = HeartbeatBuffer(interval: interval)
        self.writer = writer
        self.interval = interval
        self.logger = logger
    }

    /// Runs whose heartbeats could not be stored the last time.
    private var failing: Set<String> = []

    /// Takes a heartbeat; it is on the run within the interval.
    ///
    /// - Returns: False while heartbeats of this run cannot be stored, so that its trainer keeps them too.
    func hold(_ call: Call, for run: TrainingRun) -> Bool {
        carryOut(buffer.add(call, for: run.metadata.uid, now: clock.now), run)
        return !failing.contains(run.metadata.uid)
    }

    /// Writes a call at once, with the heartbeats that are held.
    ///
    /// A heartbeat that the API server does not accept must not keep an event or a result from being stored: what fails
    /// together is tried without the heartbeats.
    ///
    /// - Throws: As ``ReportWriter/write(_:on:unlessHeardAfter:)``; the heartbeats are held again then.
    func write(_ call: Call, for run: TrainingRun) async throws {
        let uid = run.metadata.uid
        timers.removeValue(forKey: uid)?.cancel()
        let held = buffer.take(uid, now: clock.now)
        do {
            do {
                try await writer.write(held + [call], on: run)
            } catch KubeError.invalid(let status) where !held.isEmpty && status.isAboutReport {
                try await writer.write([call], on: run)
                note(status, refusedOf: run)
            }
            failing.remove(uid)
        } catch {
            carryOut(buffer.putBack(held, for: uid, now: clock.now), run)
            throw error
        }
    }

    /// Writes all that is held, before the process ends.
    func drain(_ run: (_ uid: String) -> TrainingRun?) async {
        for uid in Array(timers.keys) {
            timers.removeValue(forKey: uid)?.cancel()
            guard let run = run(uid) else { continue }
            await flush(run, unlessHeardAfter: nil)
        }
    }

    private func carryOut(_ action: HeartbeatBuffer<ContinuousClock.Instant, Call>.Action, _ run: TrainingRun) {
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
            // Nobody is left to be told.
            failing.remove(uid)
        } catch KubeError.invalid(let status) where status.isAboutReport {
            // It would be refused as often as it is tried, and take what comes after it along.
            failing.remove(uid)
            note(status, refusedOf: run)
        } catch {
            failing.insert(uid)
            logger.warning("heartbeats wait", metadata: ["run": "\(run.key)", "error": "\(error)"])
            carryOut(buffer.putBack(held, for: uid, now: clock.now), run)
        }
    }

    private func note(_ status: KubeStatus, refusedOf run: TrainingRun) {
        logger.warning(
            "heartbeats dropped: the API server does not accept them",
            metadata: ["run": "\(run.key)", "error": "\(status.message)"]
        )
    }
}
