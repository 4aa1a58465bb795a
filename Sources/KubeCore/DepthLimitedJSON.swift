#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Reads JSON that may be nested deeper than a decoder takes: what lies too deep is read as null.
///
/// Foundation's decoder refuses a whole document for one place in it that is nested beyond 512 levels, while API servers
/// take 10,000: one object of any user who may create objects would hide all others. Nothing that is looked at here lies that
/// deep, and objects are never written back whole.
public enum DepthLimitedJSON {
    /// Levels that Foundation's decoder takes, less one.
    private static let limit = 511

    /// Levels that are kept where a document has too many; far more than what projections read.
    static let levels = 256

    /// Decodes a document, without what lies too deep if it cannot be had whole.
    ///
    /// - Parameter decoder: One that serves many documents, where there are many.
    /// - Throws: `DecodingError`.
    public static func decode<Value: Decodable>(
        _ type: Value.Type,
        from document: Data,
        with decoder: JSONDecoder = JSONDecoder()
    ) throws -> Value {
        do {
            return try decoder.decode(type, from: document)
        } catch {
            guard let shallow = pruned(document) else { throw error }
            return try decoder.decode(type, from: shallow)
        }
    }

    /// The document with null for each list and object below ``levels``; nil where no decoder minds its depth.
    static func pruned(_ document: Data) -> Data? {
        guard opens(document) > limit else { return nil }
        var result = Data(capacity: document.count)
        var (depth, isInString, isEscaped, hasPruned) = (0, false, false, false)
        for byte in document {
            if depth <= levels { result.append(byte) }
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                guard depth == levels + 1 else { break }
                result.removeLast()
                result.append(contentsOf: Data("null".utf8))
                hasPruned = true
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // What closes more than was opened is no JSON, and for the decoder to refuse.
                depth = max(0, depth - 1)
            default: break
            }
        }
        return hasPruned ? result : nil
    }

    /// How many lists and objects begin in a document, at the least as many as are nested: in most of those that do not
    /// decode it is few.
    private static func opens(_ document: Data) -> Int {
        document.count { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }
    }
}
