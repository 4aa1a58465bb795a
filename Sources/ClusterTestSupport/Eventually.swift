/// Something did not come to be in time.
public struct Overdue: Error, CustomStringConvertible {
    /// What was waited for, and what was there instead.
    public let description: String

    init(_ expectation: String, after limit: Duration, lastSeen: String) {
        description = "not within \(limit): \(expectation); last seen: \(lastSeen.prefix(4000))"
    }
}

/// Looks again and again until what is there is as expected.
///
/// - Parameters:
///   - expectation: What is waited for, for the message of a failure.
///   - limit: How long to wait; generous, because it only matters when something is wrong.
/// - Returns: The state that was as expected.
/// - Throws: ``Overdue``, or what `look` throws.
@discardableResult
public func eventually<State: Sendable>(
    _ expectation: String,
    within limit: Duration = .seconds(30),
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
        try await Task.sleep(for: .milliseconds(100))
    }
}
