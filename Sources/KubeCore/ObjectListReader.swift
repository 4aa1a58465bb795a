#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Decodes a list while it arrives, item by item: memory then holds what the projections keep, and never the whole
/// list.
public struct ObjectListReader<Object: KubeObject>: Sendable {
    private var framer: ListFramer
    private var items: [Object] = []
    private var undecodable: [UndecodableObject] = []

    /// Number of items so far.
    public var count: Int { items.count + undecodable.count }

    /// Reads a list whose items have at most `itemLimit` bytes.
    public init(itemLimit: Int) { framer = ListFramer(limit: itemLimit) }

    /// Takes a chunk.
    ///
    /// - Throws: ``ListFramer/TooLong``, or `DecodingError` for an item that is not JSON.
    public mutating func append(_ chunk: [UInt8]) throws {
        for bytes in try framer.append(chunk) {
            switch try DepthLimitedJSON.decode(Decoded<Object>.self, from: Data(bytes)) {
            case .object(let object): items.append(object)
            case .undecodable(let object): undecodable.append(object)
            }
        }
    }

    /// The list at its end.
    ///
    /// - Throws: `DecodingError` when it is incomplete or not a list.
    public func finish() throws -> ObjectList<Object> {
        var list = try DepthLimitedJSON.decode(ObjectList<Object>.self, from: Data(framer.envelope))
        list.items = items
        list.undecodable = undecodable
        return list
    }
}
