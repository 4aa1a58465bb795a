/// One entry of a zip archive's directory.
struct ZipEntry: Hashable, Sendable {
    static let fixedLength = 46
    /// Name, extra field and comment each have a 16-bit length.
    static let maximumLength = fixedLength + 3 * 0xffff

    /// The name's raw bytes, which identify an entry.
    var rawName: [UInt8]
    /// Unpacked size in bytes.
    var size: UInt64
    /// Packed size in bytes.
    var packedSize: UInt64
    /// Offset of the entry as the archive's writer recorded it.
    var offset: UInt64
    var isEncrypted: Bool

    /// The name for people; bytes that are not UTF-8 become replacement characters.
    var name: String { String(decoding: rawName, as: UTF8.self) }

    var isDirectory: Bool { rawName.last == UInt8(ascii: "/") }

    enum Outcome {
        /// The entry and its length in bytes.
        case entry(ZipEntry, length: Int)
        /// The bytes do not begin with an entry.
        case other
        /// The entry is longer than the available bytes.
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
        guard disk == 0 || disk == 0xffff else { return .damaged("it refers to another disk") }
        let needsZip64 = size == .max || packedSize == .max || offset == .max
        if needsZip64, !entry.takeZip64(extra) { return .damaged("its Zip64 sizes are missing") }
        return .entry(entry, length: bytes.count - reader.rest.count)
    }

    /// Replaces the numbers that do not fit by those of the Zip64 extra field (APPNOTE.TXT 4.5.3), which has only
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
