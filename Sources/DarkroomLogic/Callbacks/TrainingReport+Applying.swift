public import DarkroomAPI
public import KubeCore

extension TrainingReport {
    /// The report after a call of an attempt's trainer.
    ///
    /// - Parameters:
    ///   - wantedMetric: Name of the metric to show first; nil leaves the choice to Darkroom.
    ///   - time: When the call came.
    ///   - now: Which may be later; nil for the same.
    public func applying(
        _ body: CallbackBody,
        attempt: Int,
        wantedMetric: String? = nil,
        at time: Timestamp,
        now: Timestamp? = nil
    ) -> TrainingReport {
        var report = self
        report.lastHeartbeat = isHeard(after: time, now: now ?? time) ? lastHeartbeat : time
        report.take(body, attempt: attempt, at: time)
        report.metric = HeadlineMetric.text(of: report.metrics, wanted: wantedMetric)
        report.reckonCompletion(attempt: attempt, at: time)
        return report
    }

    /// Whether something has been heard of the run after this time.
    ///
    /// A last heartbeat that lies in the future came by a clock that is wrong, and says nothing of what is late.
    public func isHeard(after time: Timestamp, now: Timestamp) -> Bool {
        guard let lastHeartbeat, lastHeartbeat <= now.adding(seconds: Self.clockError) else { return false }
        return time < lastHeartbeat
    }

    /// Whether an attempt's trainer has said how it ended. One that failed because it was suspended may be followed by
    /// another in the same attempt.
    func isOver(_ attempt: Int, at time: Timestamp) -> Bool {
        guard let result, result.attempt == attempt else { return false }
        guard result.status == .failed, let end = result.time else { return true }
        return time < end.adding(seconds: Self.straggling)
    }

    /// Seconds by which clocks of a cluster may differ.
    private static let clockError = 60
    /// Seconds in which the last heartbeats of a trainer come in after its end.
    private static let straggling = 60

    private mutating func take(_ body: CallbackBody, attempt: Int, at time: Timestamp) {
        switch body {
        case .heartbeat(let progress):
            // One that was held back while the end came by must not take the run back to where it was.
            guard !isOver(attempt, at: time) else { break }
            take(progress)
        case .event(let progress, let saved):
            take(progress)
            guard let saved else { break }
            let checkpoint = TrainingCheckpoint(
                uri: saved.uri,
                epoch: progress.epoch,
                metrics: progress.metrics,
                time: time
            )
            var checkpoints = self.checkpoints ?? TrainingCheckpoints()
            checkpoints.latest = checkpoint
            if saved.isBest { checkpoints.best = checkpoint }
            self.checkpoints = checkpoints
        case .done(let outcome, let metrics, let error):
            self.metrics = Self.merged(self.metrics, metrics)
            if outcome == .succeeded { progress = 100 }
            result = TrainingResult(
                status: outcome,
                attempt: attempt,
                metrics: metrics,
                error: error,
                time: time
            )
        }
    }

    /// The latest of each metric; those that are not reported any more give way where there is no room for all.
    private static func merged(_ old: [String: String], _ new: [String: String]) -> [String: String] {
        let all = old.merging(new) { _, new in new }
        return all.count <= maxMetrics ? all : new
    }

    private mutating func take(_ progress: TrainingProgress) {
        self.progress = progress.progress ?? self.progress
        epoch = progress.epoch ?? epoch
        epochs = progress.epochs ?? epochs
        metrics = Self.merged(metrics, progress.metrics)
    }
}
