public import KubeClient
public import KubeCore

/// What a watcher does next: read the whole state, watch from there, and restart when the server reports that the
/// version is too old.
///
/// Reads the whole state as a stream that continues as a watch (WatchList) if the server supports it, otherwise page by
/// page. Learns from the server's first answers which of the two it supports, and remembers that.
///
/// A value without clock or socket: the driver performs the action that each mutation returns.
/// Follows the protocol of https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
public struct WatcherState: Sendable {
    /// What the driver does next.
    public enum Action: Hashable, Sendable {
        /// Open a stream: the whole state, a bookmark that marks its end, then changes.
        case stream(after: Duration)
        /// Read a page of the list; `token` comes from the previous page.
        case list(token: String?, after: Duration)
        /// Read the server's current version, and call ``checked(serverVersion:)``.
        case check
        /// Watch for changes after a version.
        case watch(from: String, after: Duration)
    }

    /// How to read the whole state.
    public enum InitialState: Hashable, Sendable {
        /// As a stream if the server supports it, which avoids memory for a whole list on both sides.
        case streamed
        /// Page by page.
        case paged
    }

    /// A watch that lasts this long, or delivers an event, counts as healthy: the next failure starts a new backoff. A
    /// list alone does not: if every watch fails, lists would follow each other at the shortest delay.
    static let calm: Duration = .seconds(10)

    private let backoff: Backoff
    private var failures = 0
    /// Whether the current watch has delivered anything.
    private var hasHeard = false
    /// Whether the last failure was the absence of any answer.
    private var isServerSilent = false
    /// Number of versions that were too old one after another, without a healthy watch in between.
    private var expirations = 0
    /// Whether the delay of the current action is for a server that does not answer: it ends early when another request
    /// shows that the server answers again. Not when the server asked for the delay.
    public private(set) var isWaitingForServer = false
    /// Whether streams are still worth trying.
    public private(set) var initialState: InitialState
    /// Version up to which all changes have been seen; nil until the whole state has been read.
    public private(set) var resourceVersion: String?

    /// Makes a state that has read nothing.
    public init(backoff: Backoff, initialState: InitialState = .streamed) {
        self.backoff = backoff
        self.initialState = initialState
    }

    /// The first action.
    public func start() -> Action { begin(after: .zero) }

    /// Call this when a page arrives.
    public mutating func listed(resourceVersion: String, next token: String?) -> Action {
        if isServerSilent { serverAnswered() }
        if let token { return .list(token: token, after: .zero) }
        self.resourceVersion = resourceVersion
        return .watch(from: resourceVersion, after: .zero)
    }

    /// Call this when reading a page fails.
    ///
    /// - Parameter token: The token of the request. After a transient failure, the token stays valid, and
    ///   the pages read so far are not read again.
    public mutating func listFailed(
        _ error: KubeError,
        at token: String? = nil,
        random: Double = .random(in: 0..<1)
    ) -> Action {
        switch error {
        case .throttled, .unavailable, .transport:
            let delay = delay(after: error, random: random)
            guard let token else { return begin(after: delay) }
            return .list(token: token, after: delay)
        case .expired:
            return begin(after: delayAfterExpiration(random: random))
        default:
            // Its pages belong to one version of the collection, which never was.
            return begin(after: delay(after: error, random: random))
        }
    }

    /// Call this when another request shows that the server answers again: what failed while it did not is no reason to
    /// wait.
    public mutating func serverAnswered() {
        failures = 0
        expirations = 0
        isServerSilent = false
    }

    /// Call this when the bookmark arrives that marks the end of a stream's initial events.
    public mutating func streamed(upTo version: String) {
        resourceVersion = version
        hasHeard = true
    }

    /// Call this when the server does not open a watch or stream.
    public mutating func watchRefused(_ error: KubeError, random: Double = .random(in: 0..<1)) -> Action {
        if resourceVersion != nil { return resume(after: error, lasted: .zero, isAnswered: false, random: random) }
        guard case .invalid = error else { return begin(after: delay(after: error, random: random)) }
        // Servers before 1.27 or without WatchList reject the parameters of a stream.
        initialState = .paged
        return begin(after: .zero)
    }

    /// Whether an event or bookmark is older than what has been seen before: the server has lost some of its history,
    /// as after a restore of its etcd, and only a relist shows the state that it has now.
    public func isBehind(_ version: String) -> Bool {
        resourceVersion.map { ResourceVersion.isOlder(version, than: $0) } ?? false
    }

    /// Call this when the server's current version is known after a watch without a sign of life.
    public mutating func checked(serverVersion: String) -> Action {
        guard isBehind(serverVersion) else { return watch(after: .zero) }
        resourceVersion = nil
        return begin(after: delayAfterExpiration(random: .random(in: 0..<1)))
    }

    /// What to do when a relist is requested: the whole state is read next, unless that is in progress anyway.
    public mutating func relist(instead action: Action) -> Action {
        switch action {
        case .stream, .list: return action
        case .check, .watch:
            resourceVersion = nil
            return begin(after: delayAfterExpiration(random: .random(in: 0..<1)))
        }
    }

    /// Call this when an event or bookmark advances the watch to a version.
    public mutating func advanced(to version: String) {
        failures = 0
        hasHeard = true
        if !version.isEmpty { resourceVersion = version }
    }

    /// Call this when a watch or stream ends or breaks.
    ///
    /// - Parameters:
    ///   - error: Nil when the server ended the watch normally.
    ///   - lasted: How long it was open.
    public mutating func watchEnded(
        _ error: KubeError?,
        lasted: Duration,
        random: Double = .random(in: 0..<1)
    ) -> Action {
        guard resourceVersion != nil else { return streamEnded(error, random: random) }
        return resume(after: error, lasted: lasted, isAnswered: true, random: random)
    }

    private mutating func resume(
        after error: KubeError?,
        lasted: Duration,
        isAnswered: Bool,
        random: Double
    ) -> Action {
        if lasted >= Self.calm { (failures, expirations) = (0, 0) }
        let hasHeard = hasHeard
        self.hasHeard = false
        switch error {
        case .expired:
            resourceVersion = nil
            return begin(after: delayAfterExpiration(random: random))
        case .undecodable:
            // An event that does not decode would repeat with every watch from here; a relist gets past it.
            resourceVersion = nil
            return begin(after: delay(after: error, isAnswered: isAnswered, random: random))
        case nil where lasted >= Self.calm:
            // Servers send a bookmark before they end a watch, but none to a watcher that is ahead of them. That one
            // would wait until the server reaches its version again, and then miss what happened before.
            return hasHeard ? watch(after: .zero) : .check
        default:
            // A server that ends every watch at once is like one that fails.
            return watch(after: delay(after: error, isAnswered: isAnswered, random: random))
        }
    }

    /// Call this when a stream ends before the end of its initial events.
    private mutating func streamEnded(_ error: KubeError?, random: Double) -> Action {
        switch error {
        case .expired:
            return begin(after: delayAfterExpiration(random: random))
        case .throttled:
            return begin(after: delay(after: error, isAnswered: true, random: random))
        case .transport, .undecodable:
            // Retry page by page: an obstacle to a stream may let shorter answers through.
            return .list(token: nil, after: delay(after: error, isAnswered: true, random: random))
        default:
            // A server that does not know the parameters sends events but no bookmark; one whose etcd cannot report its
            // progress (before 3.4.31) accepts the request and answers with an error event.
            initialState = .paged
            return begin(after: .zero)
        }
    }

    private func begin(after delay: Duration) -> Action {
        switch initialState {
        case .streamed: .stream(after: delay)
        case .paged: .list(token: nil, after: delay)
        }
    }

    private func watch(after delay: Duration) -> Action {
        guard let resourceVersion else { return begin(after: delay) }
        return .watch(from: resourceVersion, after: delay)
    }

    /// - Parameter isAnswered: Whether the server answered before the failure, as when a watch breaks.
    private mutating func delay(after error: KubeError?, isAnswered: Bool = false, random: Double) -> Duration {
        let isSilence = if case .transport = error { !isAnswered } else { false }
        // Any answer ends what failed without one: its backoff would be that of the outage.
        if isServerSilent, !isSilence { serverAnswered() }
        isServerSilent = isSilence
        failures += 1
        switch error {
        case .transport, .unavailable(_, retryAfter: nil): isWaitingForServer = true
        default: isWaitingForServer = false
        }
        let delay = backoff.delay(failures: failures, random: random)
        return max(delay, error?.retryAfter ?? .zero)
    }

    /// The first version that is too old is the expected end of an outage or of a watch that fell behind, and its
    /// relist is all that is missing. Without pauses before the next ones, a server whose history is too short would be
    /// listed in a loop.
    private mutating func delayAfterExpiration(random: Double) -> Duration {
        if isServerSilent { serverAnswered() }
        isWaitingForServer = false
        expirations += 1
        guard expirations > 1 else { return .zero }
        return backoff.delay(failures: expirations - 1, random: random)
    }
}

extension WatcherState.Action {
    /// Delay before the action.
    var delay: Duration {
        switch self {
        case .stream(let delay), .list(_, let delay), .watch(_, let delay): delay
        case .check: .zero
        }
    }
}
