/// Darkroom's kinds.
public enum DarkroomKinds {
    /// All of them, in the order in which they are printed.
    public static let all: [KindRegistration] = [.imagePipeline, .inferenceService, .trainingRun]
}
