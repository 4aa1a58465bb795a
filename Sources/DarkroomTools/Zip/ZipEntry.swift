/// One entry of a zip archive's directory.
struct ZipEntry: Hashable, Sendable {
    static let fixedLength = 46
    /// Name, extra field and comment have 16 bits of length each.
    static let maximumLength = fixedLength + 3 * 0xffff

    /// The name's bytes as they are: what tells one entry from another.
    var rawName: [UInt8]
    /// In bytes, as unpacked.
    var size: UInt64
    /// In bytes, as packed.
    var packedSize: UInt64
    /// Where the entry begins, counted as the archive's writer did.
    var offset: UInt64
    var isEncrypted: Bool

    /// The name for people; bytes that are no UTF-8 come out as replacement characters.
    var name: String { String(decoding: rawName, as: UTF8.self) }

    var isDirectory: Bool { rawName.last == UInt8(ascii: "/") }

    enum Outcome {
        /// The entry, and how many bytes it took.
        case entry(ZipEntry, length: Int)
        /// There is no entry here.
        case other
        /// The entry is longer than the bytes there are.
        case truncated
        case damaged(String)
    }

    /// Reads the central directory file header (APPNOTE.TXT 4.3.12) that `bytes` begin with.
    static func read(_ bytes: ArraySlice<UInt8>) -> Outcome {
        var reader = LittleEndianReader(bytes)
        guard let signature = reader.u32() else { return .truncated }
        guard signature == 0x0201_4b50 else { return .other }
        guard reader.bytes(4) != nil, let flags = reader.u16(), reader.bytes(10) != nil,
            let packedSize = reader.u32(), let size = reader.u32(), let nameLength = reader.u16(),
            let extraLength = reader.u16(), let commentLength = reader.u16(), let disk = reader.u16(),
            reader.bytes(6) != nil, let offset = reader.u32(), let name = reader.bytes(Int(nameLength)),
            let extra = reader.bytes(Int(extraLength)), reader.bytes(Int(commentLength)) != nil
        else { return .truncated }
        var entry = ZipEntry(
            rawName: Array(name),
            size: UInt64(size),
            packedSize: UInt64(packedSize),
            offset: UInt64(offset),
            // Bit 0: this entry is; bit 13: the directory is.
            isEncrypted: flags & 0x2001 != 0
        )
        guard disk == 0 || disk == 0xffff else { return .damaged("it is said to be on another disk") }
        let needsZip64 = size == .max || packedSize == .max || offset == .max
        if needsZip64, !entry.takeZip64(extra) { return .damaged("its Zip64 sizes are missing") }
        return .entry(entry, length: bytes.count - reader.rest.count)
    }

    /// Replaces the numbers that did not fit by those of the Zip64 extra field (APPNOTE.TXT 4.5.3), which has just
    /// these, in this order.
    private mutating func takeZip64(_ extra: ArraySlice<UInt8>) -> Bool {
        var fields = LittleEndianReader(extra)
        while let identifier = fields.u16(), let length = fields.u16(), let data = fields.bytes(Int(length)) {
            guard identifier == 1 else { continue }
            var reader = LittleEndianReader(data)
            for number in [\ZipEntry.size, \.packedSize, \.offset] where self[keyPath: number] == 0xffff_ffff {
                guard let value = reader.u64() else { return false }
                self[keyPath: number] = value
            }
            return true
        }
        return false
    }
}
