import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Timestamp {
    /// The instant so many seconds after the beginning of 1970.
    init(seconds: Int64) { self.init(Date(timeIntervalSince1970: Double(seconds))) }

    /// The instant so many seconds later.
    func adding(seconds: Int) -> Timestamp { Timestamp(date.addingTimeInterval(Double(seconds))) }

    /// Seconds since the beginning of 1970; 0 for what no token can hold.
    var wholeSeconds: Int64 { Int64(exactly: date.timeIntervalSince1970.rounded(.down)) ?? 0 }
}
