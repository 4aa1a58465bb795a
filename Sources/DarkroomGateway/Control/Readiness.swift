internal import Synchronization

/// Whether this replica takes requests.
final class Readiness: Sendable {
    enum State: Sendable {
        case starting, serving, draining

        /// What keeps the replica from taking requests; nil when it takes them.
        var obstacle: String? {
            switch self {
            case .starting: "not synced yet"
            case .serving: nil
            case .draining: "draining"
            }
        }
    }

    private let current = Mutex(State.starting)

    var state: State {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }
}
