/// Something a tool cannot go on with.
public struct ToolFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What a program goes by.
    public var reason: FailureReason
    /// What is wrong, where, and what to do; for people. Never holds a secret.
    public var message: String

    /// Names a reason and puts it in words.
    public init(_ reason: FailureReason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    public var description: String { message }
}
