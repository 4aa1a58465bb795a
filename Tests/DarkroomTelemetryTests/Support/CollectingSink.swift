import DarkroomTelemetry
import Synchronization

/// Keeps what was logged.
final class CollectingSink: LogSink {
    private let collected = Mutex<[String]>([])

    var lines: [String] { collected.withLock { $0 } }

    func write(_ line: String) {
        collected.withLock { $0.append(line) }
    }
}
