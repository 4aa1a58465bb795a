import FoundationEssentials
import KubeCore

extension Timestamp {
    static let noon = Timestamp(Date(timeIntervalSince1970: 1_700_000_000))

    func adding(_ seconds: Double) -> Timestamp { Timestamp(date.addingTimeInterval(seconds)) }
}
