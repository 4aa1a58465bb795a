#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// An instant in Kubernetes objects (`meta/v1.Time`, RFC 3339).
///
/// Written with whole seconds in UTC, as the API server itself does; read with or without a fraction.
public struct Timestamp: Hashable, Sendable {
    /// The instant.
    public let date: Date

    /// Wraps an instant, truncated to whole seconds, so that a value equals itself after writing and reading.
    public init(_ date: Date) {
        self.date = Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
    }

    /// Reads RFC 3339; nil when `text` is not a date and time.
    public init?(_ text: String) {
        guard let date = RFC3339.parse(text) else { return nil }
        self.init(date)
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 with whole seconds, such as `2026-01-31T12:00:00Z`.
    public var description: String { RFC3339.format(date, fractionDigits: 0) }
}

extension Timestamp: Comparable {
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.date < right.date }
}

extension Timestamp: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not RFC 3339")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
