/// Where finished log lines go.
public protocol LogSink: Sendable {
    /// Writes one line, its line end included; lines of concurrent callers must not mix.
    func write(_ line: String)
}
