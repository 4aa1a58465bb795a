import DarkroomGateway
import Synchronization

/// Keeps what it is told.
final class RecordingObserver: AccessObserver {
    private let all = Mutex<[AccessRecord]>([])

    var records: [AccessRecord] { all.withLock { $0 } }

    func requestEnded(_ record: AccessRecord) { all.withLock { $0.append(record) } }
}
