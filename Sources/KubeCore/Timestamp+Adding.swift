#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

extension Timestamp {
    /// The instant `seconds` later.
    public func adding(seconds: Int) -> Timestamp { Timestamp(date.addingTimeInterval(Double(seconds))) }
}
