import KubeCore

/// What happens to the Jobs of a run that has ended.
enum JobRetention: Sendable, Hashable {
    /// They are kept until the run is deleted.
    case unlimited
    /// They are deleted after this time.
    case limited(Duration)
    /// They are deleted now.
    case expired
}

extension JobRetention {
    /// - Parameter seconds: How long Jobs are kept; nil for unlimited.
    init(_ seconds: Int?, after end: Timestamp, now: Timestamp) {
        guard let seconds else {
            self = .unlimited
            return
        }
        self = TimeLimit.remaining(seconds, after: end, now: now).map(JobRetention.limited) ?? .expired
    }
}
