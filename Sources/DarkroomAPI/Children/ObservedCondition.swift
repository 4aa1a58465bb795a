public import KubeCore

/// A condition on another controller's object; every member but the type may be missing or malformed.
public struct ObservedCondition: Hashable, Sendable, Decodable {
    /// Which aspect, such as `PodScheduled`.
    public var type: String
    /// `True`, `False` or `Unknown`.
    public var status: String?
    /// Why, for programs.
    public var reason: String?
    /// Explanation for people.
    public var message: String?
    /// When `status` last changed.
    public var lastTransitionTime: Timestamp?

    /// Whether the condition holds.
    public var isTrue: Bool { status == "True" }

    /// Whether the condition is known not to hold.
    public var isFalse: Bool { status == "False" }
}

extension [ObservedCondition] {
    /// The condition of `type`, if there is one.
    public subscript(type: String) -> ObservedCondition? { first { $0.type == type } }
}
