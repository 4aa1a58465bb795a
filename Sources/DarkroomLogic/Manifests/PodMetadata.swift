import DarkroomAPI

/// What the three kinds say alike about the metadata of their pods.
protocol PodMetadata {
    /// Further labels of the pods.
    var podLabels: [String: String] { get }
    /// Further annotations of the pods.
    var podAnnotations: [String: String] { get }
}

extension TrainingRunSpec: PodMetadata {}
extension ImagePipelineSpec: PodMetadata {}
extension InferenceServiceSpec: PodMetadata {}
