#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Reads the JSON that programs really send, where a strict reader would refuse the whole document.
///
/// Beyond RFC 8259 it accepts `NaN`, `Infinity` and `-Infinity`, which Python's `json.dumps` writes, a byte order mark in
/// front, numbers in every notation of `strtod`, control characters and unknown escapes in strings, and bytes that are
/// not UTF-8. Of several members with one name the last counts, as in Python, JavaScript and Go. A value that is nested
/// too deeply becomes null, and the rest is kept.
///
/// It takes time in proportion to the document's length, and its stack is bounded.
public enum LenientJSON {
    /// Why a document cannot be read.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong.
        public let words: String
        /// Number of bytes before the place.
        public let offset: Int

        /// What is wrong, and where.
        public var description: String { "\(words) at byte \(offset)" }
    }

    /// Levels of lists and objects that are kept.
    static let levels = 64

    /// Longest text of a number, in bytes.
    static let longestNumber = 1024

    /// Reads one document.
    public static func parse(_ document: Data) throws(Problem) -> JSONValue {
        var reader = LenientJSONReader([UInt8](document))
        return try reader.document()
    }

    /// The number in a text, such as `12`, `-0.5`, `1e-5`, `NaN` or `-Infinity`, in upper or lower case; nil when it
    /// contains anything else.
    public static func number(in text: some StringProtocol) -> JSONValue? {
        guard text.utf8.count <= longestNumber else { return nil }
        if let integer = Int64(text) { return .integer(integer) }
        if let value = notFinite(text) { return .number(value) }
        // strtod knows hexadecimal numbers and `nan(...)` too.
        guard text.utf8.allSatisfy({ isNumeric($0) }) else { return nil }
        return Double(text).map(JSONValue.number)
    }

    private static func notFinite(_ text: some StringProtocol) -> Double? {
        let isNegative = text.hasPrefix("-")
        let word = isNegative || text.hasPrefix("+") ? text.dropFirst().lowercased() : text.lowercased()
        return switch word {
        case "nan": .nan
        case "inf", "infinity": isNegative ? -.infinity : .infinity
        default: nil
        }
    }

    /// Whether a byte can be part of a decimal number.
    static func isNumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
