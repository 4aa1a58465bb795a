/// Numbers of an ``InferenceService``'s containers.
public struct InferenceReplicas: Hashable, Sendable, Codable {
    /// Containers there should be.
    public var desired: Int
    /// Containers that serve.
    public var ready: Int

    /// Makes numbers.
    public init(desired: Int, ready: Int) {
        self.desired = desired
        self.ready = ready
    }
}

extension InferenceReplicas: Schematic {
    public static let schema = Schema.object(
        "Numbers of containers.",
        [
            .required("desired", .integer(0...1_000_000), "Containers there should be."),
            .required("ready", .integer(0...1_000_000), "Containers that serve."),
        ]
    )
}
