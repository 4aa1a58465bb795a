extension MetricDescription {
    /// The metrics that are Darkroom's own.
    public static let darkroom = [
        MetricDescription(
            name: "darkroom_undecodable_objects_total",
            help: "Objects that were set aside because they could not be read, by resource."
        )
    ]
}
