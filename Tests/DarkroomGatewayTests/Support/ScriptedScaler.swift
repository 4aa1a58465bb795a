import DarkroomTraffic
import Synchronization

@testable import DarkroomGateway

/// Counts what it is asked for, and fails as often as told.
final class ScriptedScaler: ServiceScaler {
    struct Failure: Error {}

    private let state = Mutex((calls: [ContinuousClock.Instant](), failures: 0))
    private let error: any Error

    init(failures: Int = 0, by error: any Error = Failure()) {
        self.error = error
        state.withLock { $0.failures = failures }
    }

    var calls: Int { times.count }

    /// When it was asked.
    var times: [ContinuousClock.Instant] { state.withLock { $0.calls } }

    func scaleUp(_ service: ServiceID) async throws {
        try state.withLock { state in
            state.calls.append(.now)
            if state.calls.count <= state.failures { throw error }
        }
    }
}
