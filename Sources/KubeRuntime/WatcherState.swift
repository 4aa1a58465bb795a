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
        let delay = delay(after: error, random: random)
        switch error {
        case .throttled, .unavailable, .transport:
            guard let token else { return begin(after: delay) }
            return .list(token: token, after: delay)
        default:
            // Its pages belong to one version of the collection, which is no longer available or never was.
            return begin(after: delay)
        }
    }

    /// Call this when the bookmark arrives that marks the end of a stream's initial events.
    public mutating func streamed(upTo version: String) { resourceVersion = version }

    /// Call this when the server does not open a watch or stream.
    public mutating func watchRefused(_ error: KubeError, random: Double = .random(in: 0..<1)) -> Action {
        guard resourceVersion == nil else { return watchEnded(error, lasted: .zero, random: random) }
        guard case .invalid = error else { return begin(after: delay(after: error, random: random)) }
        // Servers before 1.27 or without WatchList reject the parameters of a stream.
        initialState = .paged
        return begin(after: .zero)
    }

    /// Call this when an event or bookmark advances the watch to a version.
    public mutating func advanced(to version: String) {
        failures = 0
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
        if lasted >= Self.calm { failures = 0 }
        switch error {
        case .expired, .undecodable:
            // An event that does not decode would repeat with every watch from here; a relist gets past it.
            resourceVersion = nil
            return begin(after: delay(after: error, random: random))
        case nil where lasted >= Self.calm:
            return watch(after: .zero)
        default:
            // A server that ends every watch at once is like one that fails.
            return watch(after: delay(after: error, random: random))
        }
    }

    /// Call this when a stream ends before the end of its initial events.
    private mutating func streamEnded(_ error: KubeError?, random: Double) -> Action {
        switch error {
        case .expired, .throttled:
            return begin(after: delay(after: error, random: random))
        case .transport, .undecodable:
            // Retry page by page: an obstacle to a stream may let shorter answers through.
            return .list(token: nil, after: delay(after: error, random: random))
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

    private mutating func delay(after error: KubeError?, random: Double) -> Duration {
        failures += 1
        let delay = backoff.delay(failures: failures, random: random)
        return max(delay, error?.retryAfter ?? .zero)
    }
}
