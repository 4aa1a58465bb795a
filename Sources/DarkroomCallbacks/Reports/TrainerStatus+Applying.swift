internal import DarkroomAPI
internal import KubeCore

extension TrainerStatus {
    /// The status after a report of an attempt's trainer.
    ///
    /// - Parameters:
    ///   - wantedMetric: Name of the metric to show first; nil leaves the choice to Darkroom.
    ///   - time: When the report came in.
    ///   - now: When it is applied, if that is later.
    func applying(
        _ report: TrainerReport,
        attempt: Int,
        wantedMetric: String? = nil,
        at time: Timestamp,
        now: Timestamp? = nil
    ) -> TrainerStatus {
        var status = self
        status.lastHeartbeat = isHeard(after: time, now: now ?? time) ? lastHeartbeat : time
        status.take(report, attempt: attempt, MetricSelection(wanted: wantedMetric), at: time)
        status.metric = HeadlineMetric.text(of: status.metrics, wanted: wantedMetric)
        status.estimateCompletion(attempt: attempt, at: time, remaining: report.remainingSeconds)
        return status
    }

    /// Whether the trainer has reported after this time.
    ///
    /// A last heartbeat in the future comes from a wrong clock, and does not show whether a report is late.
    func isHeard(after time: Timestamp, now: Timestamp) -> Bool {
        guard let lastHeartbeat, lastHeartbeat <= now.adding(seconds: Self.clockError) else { return false }
        return time < lastHeartbeat
    }

    /// Whether an attempt's trainer has reported how it ended. One that failed because it was suspended may be followed
    /// by another in the same attempt.
    func isOver(_ attempt: Int, at time: Timestamp) -> Bool {
        guard let result, result.attempt == attempt else { return false }
        guard result.status == .failed, let end = result.time else { return true }
        return time < end.adding(seconds: Self.straggling)
    }

    /// Seconds by which clocks of a cluster may differ.
    private static let clockError = 60
    /// Seconds within which the last heartbeats of a trainer arrive after its end.
    private static let straggling = 60

    /// Whether a result differs from the one that the attempt has already reported, which stands.
    func contradicts(_ report: TrainerReport, attempt: Int, at time: Timestamp) -> Bool {
        guard case .done(let outcome, let metrics, let error) = report, let result, isOver(attempt, at: time) else {
            return false
        }
        return result.status != outcome || result.metrics != metrics || result.error != error
    }

    private mutating func take(
        _ report: TrainerReport,
        attempt: Int,
        _ selection: MetricSelection,
        at time: Timestamp
    ) {
        // A heartbeat that was held back while the result was stored must not reset the run's progress.
        let isOver = isOver(attempt, at: time)
        switch report {
        case .heartbeat(let progress):
            guard !isOver else { break }
            take(progress, selection)
        case .event(let progress, let saved):
            if !isOver { take(progress, selection) }
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
            guard !isOver else { break }
            self.metrics = selection.merged(metrics, over: self.metrics)
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

    private mutating func take(_ progress: TrainingProgress, _ selection: MetricSelection) {
        self.progress = progress.progress ?? self.progress
        epoch = progress.epoch ?? epoch
        epochs = progress.epochs ?? epochs
        metrics = selection.merged(progress.metrics, over: metrics)
    }
}
