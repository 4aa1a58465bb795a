public import KubeCRD

/// State of a ``TrainingRun`` in one word.
public enum TrainingRunPhase: String, FieldChoice {
    /// The Job waits for its queue, or has no pod yet.
    case queued = "Queued"
    /// The pod waits for a node, or its container for the image.
    case scheduling = "Scheduling"
    /// The data set is being checked, in a container before the trainer's.
    case validating = "Validating"
    /// The container is running.
    case running = "Running"
    /// The container ended well.
    case succeeded = "Succeeded"
    /// The container failed and no retry is left, or the spec cannot be carried out.
    case failed = "Failed"
    /// `cancel` ended the run.
    case cancelled = "Cancelled"
    /// `suspend` holds the run.
    case suspended = "Suspended"
}
