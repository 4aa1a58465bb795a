#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The keys of objects, in batches that a workflow can fan out over.
public struct ObjectBatches: Hashable, Sendable {
    /// In order; none is empty.
    public var batches: [[String]]
    /// The key before the first batch; nil for a list from the beginning.
    private var after: String?

    /// Splits keys into batches of equal size; the last one may be smaller.
    init(_ keys: [String], size: Int, after: String? = nil) {
        self.after = after
        batches = stride(from: 0, to: keys.count, by: max(1, size)).map { start in
            Array(keys[start..<min(keys.count, start + max(1, size))])
        }
    }

    /// Number of keys.
    public var count: Int { batches.reduce(0) { $0 + $1.count } }

    /// The batches by their first and last keys.
    public var ranges: [ObjectRange] {
        var before = after.map { PercentEncoding.encode($0, path: true) }
        return batches.compactMap { batch in
            guard let last = batch.last.map({ PercentEncoding.encode($0, path: true) }) else { return nil }
            defer { before = last }
            return ObjectRange(after: before, last: last, count: batch.count)
        }
    }

    /// One line: an array of arrays of keys, or an array of ``ObjectRange``s.
    public func json(asRanges: Bool) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = asRanges ? try? encoder.encode(ranges) : try? encoder.encode(batches)
        // Strings and numbers can always be encoded.
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }
}
