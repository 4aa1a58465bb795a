/// The operator, as far as it is not its planner.
struct OperatorProcess: Hashable, Sendable {
    /// Whether no operator runs.
    var isAway = false
    /// Whether something has changed since it last looked at the custom resource.
    var isQueued = true
    /// When it looks again even if nothing changes, in seconds.
    var wakesAt: Int?

    /// Whether the time has come to look again.
    mutating func wake(at now: Int) {
        guard let time = wakesAt, time <= now else { return }
        wakesAt = nil
        isQueued = true
    }
}
