/// Whether `condition` comes to hold within a time that only a hang uses up.
///
/// However late it is, it is looked at often: where all tests of a process begin at once, one turn among them may take
/// longer than the limit, and what is waited for takes several.
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
