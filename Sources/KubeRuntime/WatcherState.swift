public import KubeClient
public import KubeCore

/// What a watcher does next: read the whole state, watch from there, start again when the server says the version is
/// too old.
///
/// The whole state comes as a stream that continues as a watch (WatchList), where the server offers that, and page by
/// page where it does not. Which of the two it is, the server's first answers tell, and is remembered.
///
/// A value without clock or socket: the driver carries out the action that each mutation returns.
/// Follows the protocol of https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
public struct WatcherState: Sendable {
    /// What the driver is to do.
    public enum Action: Hashable, Sendable {
        /// Watch from before the first object: the whole state, a bookmark that marks its end, then changes.
        case stream(after: Duration)
        /// Read a page of the list, `token` being the page before's.
        case list(token: String?, after: Duration)
        /// Watch for changes past a version.
        case watch(from: String, after: Duration)
    }

    /// How the whole state is read.
    public enum InitialState: Hashable, Sendable {
        /// As a stream where the server offers it: it costs neither side memory for a whole list.
        case streamed
        /// Page by page.
        case paged
    }

    /// A watch that lives this long, or brings an event, counts as calm: the next failure starts a new backoff. A
    /// list alone does not: where every watch fails, lists would follow each other at the shortest delay.
    static let calm: Duration = .seconds(10)

    private let backoff: Backoff
    private var failures = 0
    /// Whether streams are still worth trying.
    public private(set) var initialState: InitialState
    /// Version up to which everything has been seen; nil until the whole state has been read.
    public private(set) var resourceVersion: String?

    /// Starts from nothing.
    public init(backoff: Backoff, initialState: InitialState = .streamed) {
        self.backoff = backoff
        self.initialState = initialState
    }

    /// The first action.
    public func start() -> Action { begin(after: .zero) }

    /// A page arrived.
    public mutating func listed(resourceVersion: String, next token: String?) -> Action {
        if let token { return .list(token: token, after: .zero) }
        self.resourceVersion = resourceVersion
        return .watch(from: resourceVersion, after: .zero)
    }

    /// Reading a page failed.
    ///
    /// - Parameter token: The token it was asked for with. While the server only has trouble, the token stays good, and
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
            // Its pages belong to one version of the collection, which is gone or was never one.
            return begin(after: delay)
        }
    }

    /// The bookmark came that marks the end of a stream's initial events.
    public mutating func streamed(upTo version: String) { resourceVersion = version }

    /// The server did not open a watch or stream.
    public mutating func watchRefused(_ error: KubeError, random: Double = .random(in: 0..<1)) -> Action {
        guard resourceVersion == nil else { return watchEnded(error, lasted: .zero, random: random) }
        guard case .invalid = error else { return begin(after: delay(after: error, random: random)) }
        // Before 1.27, and wherever WatchList is switched off, the parameters of a stream are forbidden.
        initialState = .paged
        return begin(after: .zero)
    }

    /// An event or bookmark brought the watch up to a version.
    public mutating func advanced(to version: String) {
        failures = 0
        if !version.isEmpty { resourceVersion = version }
    }

    /// A watch or stream ended or broke off.
    ///
    /// - Parameters:
    ///   - error: Nil when the server ended the watch in an orderly way.
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
            // An event that cannot be read would come again with every watch from here; the whole state gets past it.
            resourceVersion = nil
            return begin(after: delay(after: error, random: random))
        case nil where lasted >= Self.calm:
            return watch(after: .zero)
        default:
            // A server that ends every watch at once is no different from one that fails.
            return watch(after: delay(after: error, random: random))
        }
    }

    /// A stream ended before the end of its initial events.
    private mutating func streamEnded(_ error: KubeError?, random: Double) -> Action {
        switch error {
        case .expired, .throttled:
            return begin(after: delay(after: error, random: random))
        case .transport, .undecodable:
            // Once more, but page by page: what stands in the way of a stream may let shorter answers through.
            return .list(token: nil, after: delay(after: error, random: random))
        default:
            // A server that does not know the parameters sends events but no mark; one whose etcd cannot tell its
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
