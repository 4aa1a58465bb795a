internal import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// An instant in the basic ISO 8601 form of signatures.
struct SigningDate: Hashable, Sendable {
    /// Such as `20130524T000000Z`.
    let instant: String

    init(_ date: Date) {
        instant = Timestamp(date).description.filter { $0 != "-" && $0 != ":" }
    }

    /// Such as `20130524`.
    var day: String { String(instant.prefix(8)) }
}
