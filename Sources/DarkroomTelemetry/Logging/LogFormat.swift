public import FoundationEssentials
public import Logging

/// The format of log lines. Sets up a process's logging in one line:
///
///     LoggingSystem.bootstrap { LogFormat.json.handler(label: $0, level: .info) }
public enum LogFormat: String, Sendable, CaseIterable {
    /// One JSON object per line, for log collectors.
    case json
    /// Plain lines, for a terminal.
    case text

    /// Makes the handler of one logger.
    ///
    /// - Parameters:
    ///   - label: The logger's name.
    ///   - level: Lowest severity to log.
    ///   - sink: Where lines go; standard error by default, because standard output carries a command's
    ///     result.
    ///   - metadataProvider: Provides metadata of the task that logs.
    ///   - now: The clock, for tests.
    public func handler(
        label: String,
        level: Logger.Level = .info,
        to sink: any LogSink = FileDescriptorSink.standardError,
        metadataProvider: Logger.MetadataProvider? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) -> any LogHandler {
        LineLogHandler(
            logLevel: level,
            metadataProvider: metadataProvider,
            format: self,
            label: label,
            sink: sink,
            now: now
        )
    }

    func text(of line: LogLine) -> String {
        switch self {
        case .json: line.json
        case .text: line.text
        }
    }
}
