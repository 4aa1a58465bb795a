package import DarkroomProxy
import Synchronization

/// Keeps what it is told.
package final class RecordingObserver: AccessObserver {
    private let all = Mutex<[AccessRecord]>([])

    package init() {}

    package var records: [AccessRecord] { all.withLock { $0 } }

    package func requestEnded(_ record: AccessRecord) { all.withLock { $0.append(record) } }
}
