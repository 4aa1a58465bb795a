import DarkroomTelemetry
import Synchronization

/// Records the log.
final class CollectingSink: LogSink {
    private let collected = Mutex<[String]>([])

    var lines: [String] { collected.withLock { $0 } }

    func write(_ line: String) {
        collected.withLock { $0.append(line) }
    }
}
