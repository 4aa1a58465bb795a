public import KubeCRD
public import KubeCore

/// All of Darkroom's definitions.
public enum CustomResourceDefinitions {
    /// One definition a kind.
    public static let definitions = [
        ImagePipeline.definition, InferenceService.definition, TrainingRun.definition,
    ]

    /// The definitions as manifests, ordered by name.
    public static var all: [JSONValue] { definitions.map(\.manifest) }
}
