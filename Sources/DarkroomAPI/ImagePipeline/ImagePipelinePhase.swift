public import KubeCRD

/// State of an ``ImagePipeline`` in one word.
public enum ImagePipelinePhase: String, FieldChoice {
    /// No step has started.
    case pending = "Pending"
    /// Steps are running.
    case running = "Running"
    /// Every step succeeded.
    case succeeded = "Succeeded"
    /// A step failed permanently, the spec cannot be carried out, or the outcome of the run is not known.
    case failed = "Failed"
    /// The run was ended on demand.
    case stopped = "Stopped"
    /// `runPolicy.suspend` holds the run.
    case suspended = "Suspended"
}
