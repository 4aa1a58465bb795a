extension DarkroomLabel {
    /// On the pods of an InferenceService: hash of the version of the model that they load.
    public static let modelVersion = "darkroom.dev/model-version"
}

extension DarkroomAnnotation {
    /// On the pods of an InferenceService: the version of the model that they load, as JSON of a ``ModelVersion``.
    public static let model = "darkroom.dev/model"
    /// On an InferenceService's Deployment: the checkpoint that its pods serve, as JSON.
    public static let checkpoint = "darkroom.dev/checkpoint"
}
