internal import Synchronization

/// Whether the API server answers, as all requests of a client show together.
///
/// After an outage, each caller with a backoff of its own would wait for as long as half a minute although another
/// caller knows already that the server is back. Callers that wait here learn it from each other: one of them tries
/// every second and a half, and the first answer to any request ends the wait of all within a second. Copies of a
/// client share it.
public final class ServerReachability: Sendable {
    /// Why a wait has ended.
    public enum WakeUp: Hashable, Sendable {
        /// The time is over.
        case elapsed
        /// The server answers again.
        case answered
        /// This caller is to try, so that the others learn whether the server answers.
        case probe
    }

    /// A moment to compare with: take it before a request, and pass it to the wait after its failure.
    public struct Mark: Hashable, Sendable {
        fileprivate let recoveries: Int
    }

    /// How long a waiting caller sleeps before it looks again. Random, so that the callers of all processes do not
    /// return to a server at once.
    private static let slice: ClosedRange<Double> = 0.2...1

    private let state = Mutex(Reachability())
    private let clock: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration

    /// Makes one that knows nothing of the server.
    ///
    /// - Parameter clock: Measures outages and waits.
    public init(clock: any Clock<Duration> = ContinuousClock()) {
        self.clock = clock
        elapsed = Self.stopwatch(clock)
    }

    private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }

    /// Time since this was made, by its clock.
    package var now: Duration { elapsed() }

    /// The current moment.
    public var mark: Mark { Mark(recoveries: state.withLock { $0.recoveries }) }

    /// Waits.
    ///
    /// - Parameter mark: The wait ends early when the server answers after an outage that lasted beyond this moment, or
    ///   when this caller has to try. Nil waits for the whole time, as for a delay that the server asked for.
    /// - Throws: `CancellationError` when the task is cancelled first.
    public func wait(_ delay: Duration, orRecoverySince mark: Mark?) async throws -> WakeUp {
        guard let mark else {
            try await clock.sleep(for: delay)
            return .elapsed
        }
        var remaining = delay
        while remaining > .zero {
            let slice = min(remaining, .seconds(.random(in: Self.slice)))
            try await clock.sleep(for: slice)
            remaining -= slice
            if self.mark != mark { return .answered }
            if state.withLock({ $0.takeProbe(now: elapsed()) }) { return .probe }
        }
        try Task.checkCancellation()
        return .elapsed
    }

    /// Records an answer. One with a status of 5xx only says that the server, or a proxy in front of it, cannot answer;
    /// a server that asks for less load with 429 must not be visited by everyone at once.
    func answered(with status: Int) {
        switch status {
        case 500...: state.withLock { $0.failed(now: elapsed()) }
        case 429: return
        default: state.withLock { $0.answered(now: elapsed()) }
        }
    }

    /// Records that a request has no answer.
    func unanswered() { state.withLock { $0.failed(now: elapsed()) } }
}
