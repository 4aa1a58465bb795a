public import DarkroomAPI
public import KubeCore

extension TrainingReport {
    /// The report after a call of an attempt's trainer.
    public func applying(_ body: CallbackBody, attempt: Int, at time: Timestamp) -> TrainingReport {
        var report = self
        report.lastHeartbeat = max(time, lastHeartbeat ?? time)
        switch body {
        case .heartbeat(let progress):
            report.take(progress)
        case .event(let progress, let saved):
            report.take(progress)
            guard let saved else { break }
            let checkpoint = TrainingCheckpoint(
                uri: saved.uri,
                epoch: progress.epoch,
                metrics: progress.metrics,
                time: time
            )
            var checkpoints = report.checkpoints ?? TrainingCheckpoints()
            checkpoints.latest = checkpoint
            if saved.isBest { checkpoints.best = checkpoint }
            report.checkpoints = checkpoints
        case .done(let outcome, let metrics, let error):
            report.metrics = Self.merged(report.metrics, metrics)
            if outcome == .succeeded { report.progress = 100 }
            report.result = TrainingResult(
                status: outcome,
                attempt: attempt,
                metrics: metrics,
                error: error,
                time: time
            )
        }
        return report
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
