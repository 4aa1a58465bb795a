public import KubeCRD

/// What happens to a pipeline's run in progress when the spec changes.
public enum ImagePipelineConcurrencyPolicy: String, FieldChoice {
    /// The old run is stopped, the new one starts.
    case replace = "Replace"
    /// The new run starts when the old one has ended.
    case forbid = "Forbid"
    /// Both run.
    case allow = "Allow"
}
