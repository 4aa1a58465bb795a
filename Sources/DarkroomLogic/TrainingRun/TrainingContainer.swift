import DarkroomAPI

/// The container of one attempt: what the spec says, with one of the accelerator classes that it allows.
struct TrainingContainer: ContainerRequest, Sendable {
    let image: String
    let command: [String]
    let args: [String]
    let env: [EnvironmentVariable]
    let accelerator: AcceleratorRequest?
    let resources: ComputeResources
    let sharedMemory: Quantity?

    /// - Parameter acceleratorClass: Nil for the first choice.
    init(
        _ spec: TrainingRunSpec,
        acceleratorClass: String? = nil,
        _ configuration: OperatorConfiguration = OperatorConfiguration()
    ) {
        // Validation rejects a framework without an image before any container is made of it.
        image = spec.image ?? spec.framework.flatMap { configuration.training.frameworks[$0] } ?? ""
        command = spec.command
        args = spec.args
        env = spec.env
        accelerator = spec.accelerator.map {
            AcceleratorRequest(class: acceleratorClass ?? $0.class, count: $0.count)
        }
        resources = spec.resources
        sharedMemory = spec.sharedMemory
    }
}
