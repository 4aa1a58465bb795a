internal import Synchronization

/// Whether this replica takes requests.
final class Readiness: Sendable {
    enum State: String, Sendable {
        case starting = "not synced yet"
        case serving = "ok"
        case draining = "draining"
    }

    private let current = Mutex(State.starting)

    var state: State {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }
}
