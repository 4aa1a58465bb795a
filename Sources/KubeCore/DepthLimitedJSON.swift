#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Reads JSON that may be nested deeper than a decoder accepts: values that are nested too deeply become null.
///
/// Foundation's decoder rejects a whole document if any value in it is nested deeper than 512 levels, while API servers
/// accept 10,000: a single object of a user who may create objects would hide all others. Projections read nothing that
/// deep, and objects are never written back whole.
public enum DepthLimitedJSON {
    /// Levels that Foundation's decoder accepts, minus one.
    private static let limit = 511

    /// Levels to keep of a document that has too many; far more than projections read.
    static let levels = 256

    /// Decodes a document; omits values that are nested too deeply if the whole cannot be decoded.
    ///
    /// - Parameter decoder: Decoder to use; share one between many documents.
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

    /// The document with null for each list and object below ``levels``; nil when every decoder accepts its depth.
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
                // An unbalanced bracket is not JSON; the decoder rejects it.
                depth = max(0, depth - 1)
            default: break
            }
        }
        return hasPruned ? result : nil
    }

    /// Number of lists and objects that begin in a document, an upper bound of its depth: most documents that do not
    /// decode have few.
    private static func opens(_ document: Data) -> Int {
        document.count { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }
    }
}
