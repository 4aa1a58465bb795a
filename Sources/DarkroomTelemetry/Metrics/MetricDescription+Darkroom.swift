extension MetricDescription {
    /// Darkroom's own metrics.
    public static let darkroom = [
        MetricDescription(
            name: "darkroom_undecodable_objects_total",
            help: "Objects that were skipped because they could not be decoded, by resource."
        ),
        MetricDescription(
            name: "darkroom_training_attempts_total",
            help: "Ended attempts of training runs, by result, such as Completed, OOMKilled or Stalled."
        ),
        MetricDescription(
            name: "darkroom_training_gpu_seconds_total",
            help: "Accelerator seconds that ended attempts of training runs used, by class."
        ),
        MetricDescription(
            name: "darkroom_writes_never_seen_total",
            help: "Times that an object had to wait because a cache did not show the controller's own write in time."
        ),
        MetricDescription(
            name: "darkroom_status_fields_left_out",
            help: "Fields of a status that are not reported because the definition lacks them, by resource."
        ),
    ]
}
