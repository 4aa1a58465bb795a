/// Why the registry does not expose a series.
struct Rejection: Hashable, Sendable {
    enum Reason: String, CaseIterable, Sendable {
        case nameConflict = "name-conflict"
        case seriesLimit = "series-limit"
    }

    let reason: Reason
    let message: String
}
