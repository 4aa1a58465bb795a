import DarkroomGateway
import KubeCore
import Synchronization

/// Counts what it is asked for, and fails as often as told.
final class ScriptedScaler: ServiceScaler {
    struct Failure: Error {}

    private let state = Mutex((calls: 0, failures: 0))

    init(failures: Int = 0) { state.withLock { $0.failures = failures } }

    var calls: Int { state.withLock { $0.calls } }

    func scaleUp(_ service: ObjectKey) async throws {
        try state.withLock { state in
            state.calls += 1
            if state.calls <= state.failures { throw Failure() }
        }
    }
}
