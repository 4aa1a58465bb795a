internal import DarkroomAPI
internal import KubeCore

extension TrainingProgress {
    /// Reads what a trainer sends to Kubeflow: the epochs are among the metrics there.
    ///
    /// Source: https://github.com/kubeflow/trainer/blob/master/docs/proposals/2779-trainjob-progress/README.md
    init(kubeflow status: JSONValue, _ selection: MetricSelection) {
        var metrics: [String: JSONValue] = [:]
        for metric in status["metrics"]?.arrayValue ?? [] {
            guard let name = metric["name"]?.stringValue, let value = metric["value"] else { continue }
            metrics[name] = value
        }
        func first(_ names: String...) -> JSONValue { names.lazy.compactMap { metrics[$0] }.first ?? .null }
        self.init(
            [
                "progress": status["progressPercentage"] ?? .null, "metrics": .object(metrics),
                "epoch": first("currentEpoch", "current_epoch", "epoch"),
                "epochs": first("totalEpochs", "total_epochs"),
            ],
            selection
        )
        remainingSeconds = status["estimatedRemainingSeconds"]?.finiteNumber
            .map { Int(min(max($0, 0), Self.longestEstimate)) }
    }

    /// Ten years in seconds.
    private static let longestEstimate = 315_360_000.0
}
