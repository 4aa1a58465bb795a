internal import DarkroomAPI
internal import KubeCore

/// A trainer's own report of its progress. Omitted members have not changed.
struct TrainingProgress: Hashable, Sendable {
    var progress: Int?
    var epoch: Int?
    var epochs: Int?
    var metrics: [String: String] = [:]
    /// Seconds that the trainer thinks it still needs.
    var remainingSeconds: Int?
}

extension TrainingProgress {
    /// Reads the members that are there; one of the wrong type counts as absent.
    init(_ body: JSONValue, _ selection: MetricSelection) {
        progress = Self.percent(body["progress"])
        epoch = Self.epoch(body["epoch"])
        epochs = Self.epoch(body["epochs"] ?? body["total_epochs"])
        metrics = selection.merged(MetricText.metrics(body["metrics"]))
    }

    private static func percent(_ value: JSONValue?) -> Int? {
        value?.finiteNumber.map { Int(min(max($0, 0), 100)) }
    }

    private static func epoch(_ value: JSONValue?) -> Int? {
        value?.finiteNumber.map { Int(min(max($0, 0), Double(TrainerStatus.maxEpoch))) }
    }

    /// The members of both, those of the later one where both have them.
    func followed(by later: TrainingProgress, _ selection: MetricSelection) -> TrainingProgress {
        TrainingProgress(
            progress: later.progress ?? progress,
            epoch: later.epoch ?? epoch,
            epochs: later.epochs ?? epochs,
            metrics: selection.merged(later.metrics, over: metrics),
            remainingSeconds: later.remainingSeconds
        )
    }
}
