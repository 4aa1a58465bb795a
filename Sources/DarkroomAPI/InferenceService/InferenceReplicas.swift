public import KubeCRD

/// Numbers of an ``InferenceService``'s containers.
public struct InferenceReplicas: Hashable, FieldCoded {
    /// Containers there should be.
    public var desired: Int
    /// Containers that serve.
    public var ready: Int

    /// Makes numbers.
    public init(desired: Int, ready: Int) {
        self.desired = desired
        self.ready = ready
    }

    public static let fields = Fields("Numbers of containers.", from: InferenceReplicas(desired: 0, ready: 0)) {
        Field(required: "desired", \.desired, .integer(0...1_000_000), "Number of containers that should run.")
        Field(required: "ready", \.ready, .integer(0...1_000_000), "Number of containers that serve.")
    }
}
