public import KubeCRD

/// State of an ``InferenceService`` in one word.
public enum InferenceServicePhase: String, FieldChoice {
    /// The service is scaled to zero; a request wakes it.
    case idle = "Idle"
    /// Containers are starting, and none is ready.
    case activating = "Activating"
    /// All desired containers are ready.
    case ready = "Ready"
    /// Some of the desired containers are ready.
    case degraded = "Degraded"
    /// Containers fail, or the spec cannot be carried out.
    case failed = "Failed"
    /// `stopped` keeps the service down.
    case stopped = "Stopped"
}
