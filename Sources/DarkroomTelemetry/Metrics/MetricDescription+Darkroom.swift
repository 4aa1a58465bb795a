extension MetricDescription {
    /// The metrics that are Darkroom's own.
    public static let darkroom = [
        MetricDescription(
            name: "darkroom_undecodable_objects_total",
            help: "Objects that were set aside because they could not be read, by resource."
        ),
        MetricDescription(
            name: "darkroom_training_attempts_total",
            help: "Attempts of training runs that have ended, by how, such as Completed, OOMKilled or Stalled."
        ),
        MetricDescription(
            name: "darkroom_training_gpu_seconds_total",
            help: "Accelerators times seconds that ended attempts of training runs held them, by class."
        ),
        MetricDescription(
            name: "darkroom_writes_never_seen_total",
            help: "Times that an object was held back for a write of ours which its cache did not show in time."
        ),
    ]
}
