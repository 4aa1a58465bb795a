/// What goes wrong at a point.
public enum Fault: Hashable, Sendable, Codable {
    /// The process is killed as soon as the write has taken effect, and another is started.
    case killAfterCommit
    /// The write takes effect; its reply never arrives.
    case dropReply
    /// The connection is reset before anything is forwarded.
    case neverSend
    /// The server rejects this request and the next ones of the same kind.
    ///
    /// - Parameters:
    ///   - retryAfter: Seconds in a `Retry-After` header.
    ///   - times: How often; nil means forever, until ``FaultProxy/release()``.
    case status(code: Int, reason: String, retryAfter: Int? = nil, times: Int? = 1)
    /// The watch ends after the event, and its version is too old to continue from.
    case expireWatch(Expiry)
    /// Lists come in pages of one object, and the token for this page is too old.
    case expireContinuation
    /// This event and the next ones are hidden, as when a watch breaks and its version is too old to continue.
    case hideEvents(count: Int)
    /// The process is killed as soon as the write has taken effect; the next one first sees the state before it, and
    /// later what has happened since.
    case restartStale(seconds: Double)
    /// From this event on the watch is silent.
    case silence(Silence)
    /// The connection breaks in the middle of the event.
    case truncateEvent
    /// The event is malformed; the watch expires soon after it, so that the list shows the object as it is.
    case mutateEvent(path: String, change: Change)
    /// The response, or the event, is delayed.
    case slow(milliseconds: Int)

    /// How a server reports that a version is no longer available.
    public enum Expiry: String, Hashable, Sendable, Codable {
        /// 410 as the response to the next watch.
        case http
        /// An `ERROR` event with code 410.
        case stream
    }

    /// How a connection dies silently.
    public enum Silence: String, Hashable, Sendable, Codable {
        /// It stays open, and nothing comes.
        case stalled
        /// Its packets are lost, in both directions.
        case halfOpen
    }

    /// What happens to a member of an object.
    public enum Change: String, Hashable, Sendable, Codable, CaseIterable {
        case null, missing, text, number, huge, negative, list, object
        /// A member that no version knows yet.
        case unknown
        /// A megabyte of text.
        case megabyte
        /// Control characters, right-to-left marks, quotation marks, emoji.
        case controlCharacters
        /// Hundreds of nested objects.
        case deep
        /// The whole event is not JSON; the path does not matter.
        case garbage
    }
}

extension Fault: CustomStringConvertible {
    /// Short, for names of plans.
    public var description: String {
        switch self {
        case .killAfterCommit: "kill"
        case .dropReply: "no reply"
        case .neverSend: "reset"
        case .status(let code, let reason, let retryAfter, let times):
            "\(code) \(reason)" + (retryAfter.map { " after \($0) s" } ?? "")
                + (times.map { $0 == 1 ? "" : " \($0) times" } ?? " forever")
        case .expireWatch(let expiry): "410 \(expiry.rawValue)"
        case .expireContinuation: "410 continue"
        case .hideEvents(let count): "hide \(count)"
        case .restartStale(let seconds): "stale \(seconds) s"
        case .silence(let silence): silence.rawValue
        case .truncateEvent: "truncate"
        case .mutateEvent(let path, let change): "\(path) \(change.rawValue)"
        case .slow(let milliseconds): "slow \(milliseconds) ms"
        }
    }
}
