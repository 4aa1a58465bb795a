public import KubeRuntime

/// What a status says that is worth an Event when it begins to say so.
public struct StatusEvent: Hashable, Sendable {
    /// Whether a person has to act.
    public let severity: ObjectEvent.Severity
    /// Why, in CamelCase, for programs to match.
    public let reason: String
    /// The same in words.
    public let note: String

    /// Describes an event.
    public init(_ severity: ObjectEvent.Severity, reason: String, note: String) {
        self.severity = severity
        self.reason = reason
        self.note = note
    }
}

/// A status whose changes are reported beyond the object itself: as Events and as metrics.
///
/// Every requirement has a default, which reports nothing.
public protocol EventSource {
    /// What is worth an Event when a status begins to say so; nil while nothing has ended or failed.
    var event: StatusEvent? { get }

    /// Counts what this status says for the first time; called once it is on the object.
    func recordMetrics(since previous: Self?)

    /// Whether the status draws a conclusion that cannot be taken back: it is then written only to the very version of
    /// the object that it was drawn from.
    func requiresOptimisticLock(after previous: Self?) -> Bool
}

extension EventSource {
    public var event: StatusEvent? { nil }
    public func recordMetrics(since previous: Self?) {}
    public func requiresOptimisticLock(after previous: Self?) -> Bool { false }
}
