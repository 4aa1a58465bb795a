public import FoundationEssentials
public import Logging

/// Logs for machines: one JSON object a line.
///
///     {"time":"2026-01-02T03:04:05.678Z","level":"info","logger":"operator","message":"Started","port":8080}
///
/// Metadata are members of the object itself, so that log queries need no path. A key that would hide one of
/// the four fixed members is written as `metadata.<key>`.
public struct JSONLogHandler: LogHandler {
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
    ///   - label: The logger's name, member `logger`.
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
        var json = JSONText()
        json.object { json in
            json.member("time", now().logTimestamp)
            json.member("level", event.level.rawValue)
            json.member("logger", label)
            json.member("message", event.message.description)
            for (key, value) in event.allMetadata(logger: metadata, provider: metadataProvider) {
                json.member(Self.memberName(of: key), value)
            }
        }
        sink.write(json.text + "\n")
    }

    /// A key that itself begins with the prefix gets it too, or two keys could become one member.
    private static func memberName(of key: String) -> String {
        let prefix = "metadata."
        switch key {
        case "time", "level", "logger", "message": return prefix + key
        default: return key.hasPrefix(prefix) ? prefix + key : key
        }
    }
}
