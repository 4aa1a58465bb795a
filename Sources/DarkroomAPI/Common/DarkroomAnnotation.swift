/// Annotations Darkroom reads from custom resources or writes on children.
public enum DarkroomAnnotation {
    /// On children: hash of what the child was made from.
    public static let specHash = "darkroom.dev/spec-hash"
    /// On an ImagePipeline: rerun token; a new value starts a new run of an unchanged spec. On a TrainingRun: the UID of a Job
    /// that disappeared unseen, whose attempt is then repeated.
    public static let runID = "darkroom.dev/run-id"
    /// On a TrainingRun: trace id handed to the container, in place of the one derived from the UID.
    public static let traceID = "darkroom.dev/trace-id"

    /// Longest value of an annotation that a custom resource may have for Darkroom to read, in code points; the status
    /// repeats such values.
    public static let maxLength = 253
}
