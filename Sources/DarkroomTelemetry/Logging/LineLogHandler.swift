import FoundationEssentials
import Logging

/// Writes each event as one line.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    let format: LogFormat
    let label: String
    let sink: any LogSink
    let now: @Sendable () -> Date

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = LogLine(
            time: now().logTimestamp,
            level: event.level,
            logger: label,
            message: event.message.description,
            metadata: event.allMetadata(logger: metadata, provider: metadataProvider)
        )
        sink.write(format.text(of: line) + "\n")
    }
}
