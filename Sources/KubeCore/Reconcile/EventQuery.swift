/// A question about the Events on an object, which a plan asks when nothing else explains what it sees.
public struct EventQuery: Hashable, Sendable {
    /// UID of the object that the Events are about.
    public var subjectUID: String
    /// Reason that the Events have, such as `FailedCreate`.
    public var reason: String
    /// When the Events are read at the earliest: what soon resolves itself should cost no request.
    public var notBefore: Timestamp
    /// Older Events are about an earlier state; nil counts all of them.
    public var since: Timestamp?

    /// Asks a question.
    public init(subjectUID: String, reason: String, notBefore: Timestamp, since: Timestamp? = nil) {
        self.subjectUID = subjectUID
        self.reason = reason
        self.notBefore = notBefore
        self.since = since
    }
}

/// The newest Event that answers an ``EventQuery``.
public struct ObservedEvent: Hashable, Sendable {
    /// UID of the object that it is about.
    public var subjectUID: String
    /// Why it was recorded, such as `FailedCreate`.
    public var reason: String
    /// What it says.
    public var message: String

    /// Describes an Event.
    public init(subjectUID: String, reason: String, message: String) {
        self.subjectUID = subjectUID
        self.reason = reason
        self.message = message
    }
}
