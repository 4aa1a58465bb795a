public import DarkroomAPI
internal import Metrics

extension TrainingRunStatus {
    /// Reasons that are counted by name. A container's last words can make up others, without end.
    private static let meteredReasons: Set<String> = [
        "Cancelled", "Completed", "DeadlineExceeded", "Error", "Evicted", "NodeLost", "OOMKilled", "ReportedFailure",
        "Stalled",
        TrainingAttempt.noCapacity,
    ]

    /// Counts the attempts that this status has and the one before had not.
    public func recordMetrics(since previous: TrainingRunStatus?) {
        let known = previous?.history.last?.number ?? 0
        let ended = history.filter { $0.number > known }
        guard let last = ended.last else { return }
        for attempt in ended {
            let reason = Self.meteredReasons.contains(attempt.reason) ? attempt.reason : "Other"
            Counter(label: "darkroom_training_attempts_total", dimensions: [("reason", reason)]).increment()
        }
        let seconds = (gpuSeconds ?? 0) - (previous?.gpuSeconds ?? 0)
        if let accelerator = last.accelerator, seconds > 0 {
            Counter(label: "darkroom_training_gpu_seconds_total", dimensions: [("class", accelerator)])
                .increment(by: seconds)
        }
    }
}
