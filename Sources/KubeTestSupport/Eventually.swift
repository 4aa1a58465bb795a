/// Whether `condition` becomes true within a time limit that only a hang exceeds.
///
/// Evaluates it a minimum number of times even after the limit: when all tests of a process start at once, one turn may
/// take longer than the limit, and the awaited work takes several.
public func eventually(
    within limit: Duration = .seconds(60),
    _ condition: () async throws -> Bool
) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    let end = deadline + limit * 9
    var looks = 0
    repeat {
        if try await condition() { return true }
        looks += 1
        try? await Task.sleep(for: .milliseconds(1))
    } while (ContinuousClock.now < deadline || looks < 1000 && ContinuousClock.now < end) && !Task.isCancelled
    return try await condition()
}
