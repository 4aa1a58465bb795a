import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Timestamp {
    static let epoch = Timestamp(Date(timeIntervalSince1970: 0))
}
