import FoundationEssentials

extension Date {
    /// RFC 3339 in UTC with milliseconds.
    var logTimestamp: String {
        formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
