extension Fault {
    /// Name of a fault in a plan's file, without its members.
    public enum Name: String, Hashable, Sendable, CaseIterable {
        case killAfterCommit, dropReply, neverSend, status, expireWatch, expireContinuation, hideEvents
        case restartStale, silence, truncateEvent, mutateEvent, slow
    }

    /// Name of this fault in a plan's file.
    public var name: Name {
        switch self {
        case .killAfterCommit: .killAfterCommit
        case .dropReply: .dropReply
        case .neverSend: .neverSend
        case .status: .status
        case .expireWatch: .expireWatch
        case .expireContinuation: .expireContinuation
        case .hideEvents: .hideEvents
        case .restartStale: .restartStale
        case .silence: .silence
        case .truncateEvent: .truncateEvent
        case .mutateEvent: .mutateEvent
        case .slow: .slow
        }
    }

    /// Whether it would never happen.
    var isEmpty: Bool {
        switch self {
        case .status(_, _, _, let times?): times < 1
        case .hideEvents(let count): count < 1
        default: false
        }
    }
}

extension Fault.Name {
    /// A fault of this name.
    var example: Fault {
        switch self {
        case .killAfterCommit: .killAfterCommit
        case .dropReply: .dropReply
        case .neverSend: .neverSend
        case .status: .status(code: 500, reason: "InternalError")
        case .expireWatch: .expireWatch(.http)
        case .expireContinuation: .expireContinuation
        case .hideEvents: .hideEvents(count: 1)
        case .restartStale: .restartStale(seconds: 1)
        case .silence: .silence(.stalled)
        case .truncateEvent: .truncateEvent
        case .mutateEvent: .mutateEvent(path: "status", change: .null)
        case .slow: .slow(milliseconds: 1)
        }
    }
}
