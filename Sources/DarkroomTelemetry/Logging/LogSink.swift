/// Where finished log lines go.
public protocol LogSink: Sendable {
    /// Writes one line, including its line end; lines of concurrent callers must not mix.
    func write(_ line: String)
}
