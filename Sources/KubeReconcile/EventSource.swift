public import KubeRuntime

/// An Event to record when a status first reports it.
public struct StatusEvent: Hashable, Sendable {
    /// Whether a person has to act.
    public let severity: ObjectEvent.Severity
    /// Why, in CamelCase, for programs to match.
    public let reason: String
    /// Description for people.
    public let note: String

    /// Describes an event.
    public init(_ severity: ObjectEvent.Severity, reason: String, note: String) {
        self.severity = severity
        self.reason = reason
        self.note = note
    }
}

/// A status whose changes are also reported as Events and metrics.
///
/// Every requirement has a default, which reports nothing.
public protocol EventSource {
    /// The Event to record when a status first reports it; nil while nothing has ended or failed.
    var event: StatusEvent? { get }

    /// Counts what this status reports for the first time; called after the status is written.
    func recordMetrics(since previous: Self?)

    /// Whether the status contains an irreversible decision: it is then written only to the version of
    /// the object that the decision is based on.
    func requiresOptimisticLock(after previous: Self?) -> Bool
}

extension EventSource {
    public var event: StatusEvent? { nil }
    public func recordMetrics(since previous: Self?) {}
    public func requiresOptimisticLock(after previous: Self?) -> Bool { false }
}
