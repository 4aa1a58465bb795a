import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Timestamp {
    /// This instant moved by `duration`, to the second.
    func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        // Rounded up, so that a wait until then is long enough.
        return Timestamp(date.addingTimeInterval(Double(seconds) + (attoseconds > 0 ? 1 : 0)))
    }
}
