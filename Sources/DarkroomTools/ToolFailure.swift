/// An error that ends a tool.
public struct ToolFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Machine-readable reason.
    public var reason: FailureReason
    /// What is wrong, where, and what to do; for people. Never contains a secret.
    public var message: String

    /// Makes a failure from a reason and a message.
    public init(_ reason: FailureReason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    public var description: String { message }
}
