/// An expected state was not reached in time.
public struct Overdue: Error, CustomStringConvertible {
    /// The expectation, and the last seen state.
    public let description: String

    init(_ expectation: String, after limit: Duration, lastSeen: String) {
        description = "not within \(limit): \(expectation); last seen: \(lastSeen.prefix(4000))"
    }

    init(_ problem: String, after limit: Duration) {
        description = "not within \(limit): \(problem.prefix(8000))"
    }
}

/// Polls until the state is as expected.
///
/// - Parameters:
///   - expectation: What is expected, for the message of a failure.
///   - limit: How long to wait; generous, because it only matters when something is wrong.
/// - Returns: The state that was as expected.
/// - Throws: ``Overdue``, or what `look` throws.
@discardableResult
public func eventually<State: Sendable>(
    _ expectation: String,
    within limit: Duration = .seconds(30),
    every pause: Duration = .milliseconds(100),
    look: () async throws -> State,
    until holds: (State) throws -> Bool
) async throws -> State {
    let deadline = ContinuousClock.now + limit
    while true {
        let state = try await look()
        if try holds(state) { return state }
        guard ContinuousClock.now < deadline else {
            throw Overdue(expectation, after: limit, lastSeen: "\(state)")
        }
        try await Task.sleep(for: pause)
    }
}

/// Polls until no problem is left.
///
/// - Parameter problem: Describes what is not as expected yet; nil when everything is.
/// - Throws: ``Overdue`` with the last problem, or what `problem` throws.
public func eventually(
    within limit: Duration,
    every pause: Duration = .milliseconds(100),
    _ problem: () async throws -> String?
) async throws {
    let deadline = ContinuousClock.now + limit
    while let found = try await problem() {
        guard ContinuousClock.now < deadline else { throw Overdue(found, after: limit) }
        try await Task.sleep(for: pause)
    }
}
