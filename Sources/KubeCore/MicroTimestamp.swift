#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// An instant with microseconds (`meta/v1.MicroTime`), which Leases and Events use.
///
/// Written with exactly six fractional digits, because the API server accepts nothing else.
public struct MicroTimestamp: Hashable, Sendable {
    /// The instant.
    public let date: Date

    /// Wraps an instant, rounded to microseconds, so that a value equals itself after writing and reading.
    public init(_ date: Date) {
        self.date = Date(timeIntervalSince1970: (date.timeIntervalSince1970 * 1e6).rounded() / 1e6)
    }
}

extension MicroTimestamp: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = RFC3339.parse(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not RFC 3339")
        }
        self.init(date)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(RFC3339.format(date, fractionDigits: 6))
    }
}
