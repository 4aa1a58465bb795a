extension ConditionType {
    /// The data set is there and as `dataset.verify` wants it; there only where that is given. TrainingRun only.
    public static let datasetVerified = "DatasetVerified"
    /// The trainer reports as often as `timeouts` want; there only while a container runs that has to. TrainingRun
    /// only.
    public static let responsive = "Responsive"
    /// The trainer's latest metrics are finite numbers; there only once one was not. TrainingRun only.
    public static let metricsFinite = "MetricsFinite"
}
