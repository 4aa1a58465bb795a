import DarkroomTraffic
import Synchronization

@testable import DarkroomGateway

/// Counts its calls, and fails a given number of times.
final class ScriptedScaler: ServiceScaler {
    struct Failure: Error {}

    private let state = Mutex((calls: [ContinuousClock.Instant](), failures: 0))
    private let error: any Error

    init(failures: Int = 0, by error: any Error = Failure()) {
        self.error = error
        state.withLock { $0.failures = failures }
    }

    var calls: Int { times.count }

    /// The times of the calls.
    var times: [ContinuousClock.Instant] { state.withLock { $0.calls } }

    func scaleUp(_ service: ServiceID) async throws {
        try state.withLock { state in
            state.calls.append(.now)
            if state.calls.count <= state.failures { throw error }
        }
    }
}
