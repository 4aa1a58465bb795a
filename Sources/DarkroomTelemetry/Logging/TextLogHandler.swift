public import FoundationEssentials
public import Logging

/// Logs for people at a terminal: time, level, logger, message, then `key=value` in the order of the keys.
///
///     2026-01-02T03:04:05.678Z info    operator: Started port=8080 namespace="team a"
///
/// Control characters are shown, never sent: what came from a custom resource must not move a terminal's
/// cursor or pass for a line of its own.
public struct TextLogHandler: LogHandler {
    /// What is less severe is not logged.
    public var logLevel: Logger.Level
    /// Added to every line.
    public var metadata: Logger.Metadata = [:]
    /// Gives metadata of the task that logs.
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let sink: any LogSink
    private let now: @Sendable () -> Date

    /// Makes a handler.
    ///
    /// - Parameters:
    ///   - label: The logger's name.
    ///   - level: What is less severe is not logged.
    ///   - sink: Where lines go.
    ///   - metadataProvider: Gives metadata of the task that logs.
    ///   - now: The clock, for tests.
    public init(
        label: String,
        level: Logger.Level = .info,
        to sink: any LogSink = FileDescriptorSink.standardError,
        metadataProvider: Logger.MetadataProvider? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.label = label
        self.logLevel = level
        self.sink = sink
        self.metadataProvider = metadataProvider
        self.now = now
    }

    /// One value of ``metadata``.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes `event` as one line.
    public func log(event: LogEvent) {
        let level = event.level.rawValue
        // As wide as the usual levels; the rare "critical" may stick out.
        let padding = String(repeating: " ", count: max(0, 7 - level.count))
        var line = "\(now().logTimestamp) \(level)\(padding) \(label): \(event.message.description.printable)"
        for (key, value) in event.allMetadata(logger: metadata, provider: metadataProvider) {
            line += " \(key.printable)=\(value.argument)"
        }
        sink.write(line + "\n")
    }
}

extension Logger.MetadataValue {
    fileprivate var argument: String {
        switch self {
        case .string(let text): text.quotedIfNeeded
        case .stringConvertible(let value): value.description.quotedIfNeeded
        // Their own description comes in another order each time.
        case .dictionary, .array: JSONText.document(self).printable
        }
    }
}

extension String {
    fileprivate var printable: String {
        guard unicodeScalars.contains(where: \.actsOnTerminal) else { return self }
        return mappingScalars { $0.actsOnTerminal ? $0.visibleEscape : nil }
    }

    fileprivate var quotedIfNeeded: String {
        let needsQuotes = unicodeScalars.contains {
            $0 == "\"" || $0 == "=" || $0 == "\\" || $0.properties.isWhitespace
        }
        guard isEmpty || needsQuotes else { return printable }
        return "\"" + mappingScalars { $0 == "\"" || $0 == "\\" ? "\\\($0)" : nil }.printable + "\""
    }

    /// Scalars, not characters: a combining mark after a quote makes one character of the two.
    private func mappingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if let text = replacement(scalar) {
                result.append(contentsOf: text.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    fileprivate var actsOnTerminal: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: properties.isBidiControl
        }
    }

    fileprivate var visibleEscape: String {
        switch self {
        case "\n": #"\n"#
        case "\r": #"\r"#
        case "\t": #"\t"#
        default: "\\u{\(hexadecimal)}"
        }
    }
}
