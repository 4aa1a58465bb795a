/// Why a series is not exposed although somebody records to it.
struct Refusal: Hashable, Sendable {
    enum Reason: String, CaseIterable, Sendable {
        case nameConflict = "name-conflict"
        case seriesLimit = "series-limit"
    }

    let reason: Reason
    let message: String
}
