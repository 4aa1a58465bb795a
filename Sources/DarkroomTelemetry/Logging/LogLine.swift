import Logging

/// What one line of the log tells, before it has a form.
struct LogLine {
    let time: String
    let level: Logger.Level
    let logger: String
    let message: String
    /// Sorted by key.
    let metadata: [(key: String, value: Logger.MetadataValue)]
}
