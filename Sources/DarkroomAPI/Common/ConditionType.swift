/// Types of the conditions on Darkroom's kinds; `kubectl wait --for=condition=...` takes them.
public enum ConditionType {
    /// The spec can be carried out; False says what is wrong with it.
    public static let accepted = "Accepted"
    /// The pod has a node; False says why not. TrainingRun only.
    public static let scheduled = "Scheduled"
    /// Containers are running.
    public static let running = "Running"
    /// The run ended well; False says why it did not, or does not yet. ImagePipeline and TrainingRun.
    public static let succeeded = "Succeeded"
    /// Requests are served. InferenceService only.
    public static let ready = "Ready"
}
