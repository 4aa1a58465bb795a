/// Splits a list, which arrives in arbitrary chunks, into its items and what is around them, so that the list need not
/// be in memory as a whole.
///
/// Only finds the ends of the items: what is not JSON is passed on and rejected by the decoder.
public struct ListFramer: Sendable {
    /// An item, or everything around the items, exceeds the limit.
    public struct TooLong: Error, Equatable {
        /// The limit, in bytes.
        public let limit: Int
    }

    /// Where the next byte belongs.
    private enum Place {
        case envelope
        /// Between two items.
        case items
        case item
    }

    private static let itemsKey = Array("items".utf8)
    /// Levels of brackets around an item: the list and its items.
    private static let itemDepth = 2

    private let limit: Int
    private var place = Place.envelope
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// The last string among the members of the list, cut after more bytes than are compared.
    private var lastString: [UInt8] = []
    /// The member of the list whose value follows.
    private var key: [UInt8] = []
    private var item: [UInt8] = []
    /// The list without its items.
    public private(set) var envelope: [UInt8] = []

    /// Frames items of at most `limit` bytes.
    public init(limit: Int) { self.limit = limit }

    /// Takes a chunk and returns the items that it completes.
    public mutating func append(_ chunk: [UInt8]) throws(TooLong) -> [[UInt8]] {
        var items: [[UInt8]] = []
        var start = chunk.startIndex
        for index in chunk.indices {
            let byte = chunk[index]
            if isInString {
                readString(byte)
                continue
            }
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): continue
            case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
                // An item that is not in brackets ends before its separator.
                if place == .item, depth == Self.itemDepth { items.append(try endItem(chunk[start..<index])) }
            default:
                if place == .items { (place, start) = (.item, index) }
            }
            switch byte {
            case UInt8(ascii: "\""):
                isInString = true
                if depth == 1 { lastString = [] }
            case UInt8(ascii: ":"):
                if depth == 1 { key = lastString }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                guard place == .envelope, depth == Self.itemDepth, byte == UInt8(ascii: "["), key == Self.itemsKey
                else { continue }
                try extendEnvelope(chunk[start...index])
                place = .items
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth = max(0, depth - 1)
                switch place {
                case .item where depth == Self.itemDepth: items.append(try endItem(chunk[start...index]))
                case .items: (place, start) = (.envelope, index)
                case .item, .envelope: continue
                }
            default: continue
            }
        }
        switch place {
        case .envelope: try extendEnvelope(chunk[start...])
        case .item: try extendItem(chunk[start...])
        case .items: break
        }
        return items
    }

    private mutating func readString(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
            return
        }
        if depth == 1, lastString.count <= Self.itemsKey.count { lastString.append(byte) }
    }

    private mutating func endItem(_ bytes: ArraySlice<UInt8>) throws(TooLong) -> [UInt8] {
        try extendItem(bytes)
        defer { item = [] }
        place = .items
        return item
    }

    private mutating func extendItem(_ bytes: ArraySlice<UInt8>) throws(TooLong) {
        guard bytes.count <= limit - item.count else { throw TooLong(limit: limit) }
        item += bytes
    }

    private mutating func extendEnvelope(_ bytes: ArraySlice<UInt8>) throws(TooLong) {
        guard bytes.count <= limit - envelope.count else { throw TooLong(limit: limit) }
        envelope += bytes
    }
}
