/// Why a report that could be read is not stored.
enum ReportRejection: Error, Hashable {
    /// The attempt is over, and another has begun.
    case pastAttempt
    /// The run has ended, and the time for late reports is over.
    case closed
    /// The attempt has already reported another result, which stands.
    case resultStands
    /// Too many reports of the run wait to be stored.
    case tooMany
}
