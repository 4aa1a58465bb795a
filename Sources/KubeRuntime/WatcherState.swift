public import KubeClient
public import KubeCore

/// What a watcher does next: list until the state is complete, watch from there, start again when the server
/// says the version is too old.
///
/// A value without clock or socket: the driver carries out the action that each mutation returns.
/// Follows the protocol of https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
public struct WatcherState: Sendable {
    /// What the driver is to do.
    public enum Action: Hashable, Sendable {
        /// Read a page of the list, `token` being the page before's.
        case list(token: String?, after: Duration)
        /// Watch for changes past a version.
        case watch(from: String, after: Duration)
    }

    /// A watch that lives this long, or brings an event, counts as calm: the next failure starts a new backoff. A
    /// list alone does not: where every watch fails, lists would follow each other at the shortest delay.
    static let calm: Duration = .seconds(10)

    private let backoff: Backoff
    private var failures = 0
    /// Version up to which everything has been seen; nil until a list is complete.
    public private(set) var resourceVersion: String?

    /// Starts from nothing.
    public init(backoff: Backoff) {
        self.backoff = backoff
    }

    /// The first action.
    public func start() -> Action { .list(token: nil, after: .zero) }

    /// A page arrived.
    public mutating func listed(resourceVersion: String, next token: String?) -> Action {
        if let token { return .list(token: token, after: .zero) }
        self.resourceVersion = resourceVersion
        return .watch(from: resourceVersion, after: .zero)
    }

    /// Reading a page failed. A list always begins again: its pages belong to one version of the collection.
    public mutating func listFailed(_ error: KubeError, random: Double = .random(in: 0..<1)) -> Action {
        .list(token: nil, after: delay(after: error, random: random))
    }

    /// An event or bookmark brought the watch up to a version.
    public mutating func advanced(to version: String) {
        failures = 0
        if !version.isEmpty { resourceVersion = version }
    }

    /// The watch could not be opened, ended, or broke off.
    ///
    /// - Parameters:
    ///   - error: Nil when the server ended the watch in an orderly way.
    ///   - lasted: How long it was open.
    public mutating func watchEnded(
        _ error: KubeError?,
        lasted: Duration,
        random: Double = .random(in: 0..<1)
    ) -> Action {
        if lasted >= Self.calm { failures = 0 }
        switch error {
        case .expired, .undecodable:
            // An event that cannot be read would come again with every watch from here; a list gets past it.
            resourceVersion = nil
            return .list(token: nil, after: delay(after: error, random: random))
        case nil where lasted >= Self.calm:
            return watch(after: .zero)
        default:
            // A server that ends every watch at once is no different from one that fails.
            return watch(after: delay(after: error, random: random))
        }
    }

    private func watch(after delay: Duration) -> Action {
        guard let resourceVersion else { return .list(token: nil, after: delay) }
        return .watch(from: resourceVersion, after: delay)
    }

    private mutating func delay(after error: KubeError?, random: Double) -> Duration {
        failures += 1
        let delay = backoff.delay(failures: failures, random: random)
        return max(delay, error?.retryAfter ?? .zero)
    }
}
