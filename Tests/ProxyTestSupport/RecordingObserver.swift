package import DarkroomProxy
import Synchronization

/// Records the reports that it receives.
package final class RecordingObserver: AccessObserver {
    private let all = Mutex<[AccessRecord]>([])

    package init() {}

    package var records: [AccessRecord] { all.withLock { $0 } }

    package func requestEnded(_ record: AccessRecord) { all.withLock { $0.append(record) } }
}
