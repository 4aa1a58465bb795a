public import KubeCRD

/// State of one step in one word.
public enum ImagePipelineStepPhase: String, FieldChoice {
    /// The step waits: for others, for a node or for its image.
    case pending = "Pending"
    /// The container is running.
    case running = "Running"
    /// The container ended well.
    case succeeded = "Succeeded"
    /// The container failed, and no retry is left.
    case failed = "Failed"
    /// The step will not run, because one it depends on failed or the run was ended.
    case skipped = "Skipped"
}
