import DarkroomAPI

/// What the three kinds say alike about the one container they run.
protocol ContainerRequest {
    var image: String { get }
    var command: [String] { get }
    var args: [String] { get }
    var env: [EnvironmentVariable] { get }
    var accelerator: AcceleratorRequest? { get }
    var resources: ComputeResources { get }
    var sharedMemory: Quantity? { get }
}

extension ImagePipelineStep: ContainerRequest {}
extension InferenceServiceSpec: ContainerRequest {}
