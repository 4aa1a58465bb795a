import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Timestamp {
    /// Stands for a required time in the value that decoding begins with.
    static let unset = Timestamp(Date(timeIntervalSince1970: 0))
}
