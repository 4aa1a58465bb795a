/// Whether `condition` comes to hold within a time that only a hang uses up.
public func eventually(
    within limit: Duration = .seconds(60),
    _ condition: () async throws -> Bool
) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    repeat {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(1))
    } while ContinuousClock.now < deadline && !Task.isCancelled
    return try await condition()
}
