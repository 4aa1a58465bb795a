import ArgumentParser
import DarkroomTelemetry
import Logging

/// How a long-running process writes its log.
struct LoggingOptions: ParsableArguments {
    @Option(help: "json or text.", transform: Self.format)
    var logFormat = LogFormat.json

    @Option(help: "trace, debug, info, notice, warning, error or critical.", transform: Self.level)
    var logLevel = Logger.Level.info

    /// Sets up the process's logging; call it once.
    func bootstrap() -> Logger {
        let (format, level) = (logFormat, logLevel)
        LoggingSystem.bootstrap(
            { label, provider in format.handler(label: label, level: level, metadataProvider: provider) },
            metadataProvider: nil
        )
        return Logger(label: "darkroom")
    }

    private static func format(_ text: String) throws -> LogFormat {
        guard let format = LogFormat(rawValue: text) else { throw Self.unknown(text, LogFormat.allCases) }
        return format
    }

    private static func level(_ text: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            throw Self.unknown(text, Logger.Level.allCases)
        }
        return level
    }

    private static func unknown<Choice: RawRepresentable<String>>(
        _ text: String,
        _ choices: [Choice]
    ) -> ValidationError {
        ValidationError("\"\(text)\" is not one of \(choices.map(\.rawValue).joined(separator: ", "))")
    }
}
