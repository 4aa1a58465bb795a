extension DarkroomLabel {
    /// On the pods of an InferenceService: hash of the version of the model that they load.
    public static let modelVersion = "darkroom.dev/model-version"
}
