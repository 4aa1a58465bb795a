import Logging

/// The content of one log line, before it is formatted.
struct LogLine {
    let time: String
    let level: Logger.Level
    let logger: String
    let message: String
    /// Sorted by key.
    let metadata: [(key: String, value: Logger.MetadataValue)]
}
