/// The end-of-central-directory record (APPNOTE.TXT 4.3.16) and, if present, its Zip64 form (4.3.14, 4.3.15).
struct ZipEndRecord: Hashable, Sendable {
    static let signature: [UInt8] = [0x50, 0x4b, 0x05, 0x06]
    static let length = 22
    static let locatorLength = 20
    static let zip64Length = 56

    var disk: UInt32
    var directoryDisk: UInt32
    var entriesOnDisk: UInt64
    var entries: UInt64
    var directorySize: UInt64
    var directoryOffset: UInt64

    /// Reads the plain record from `bytes`, which begin with its signature.
    init?(_ bytes: ArraySlice<UInt8>) {
        var reader = LittleEndianReader(bytes)
        guard reader.bytes(4).map(Array.init) == Self.signature, let disk = reader.u16(),
            let directoryDisk = reader.u16(), let entriesOnDisk = reader.u16(), let entries = reader.u16(),
            let size = reader.u32(), let offset = reader.u32()
        else { return nil }
        self.disk = UInt32(disk)
        self.directoryDisk = UInt32(directoryDisk)
        self.entriesOnDisk = UInt64(entriesOnDisk)
        self.entries = UInt64(entries)
        directorySize = UInt64(size)
        directoryOffset = UInt64(offset)
    }

    /// Reads the Zip64 record.
    init?(zip64 bytes: [UInt8]) {
        var reader = LittleEndianReader(bytes[...])
        guard reader.u32() == 0x0606_4b50, let ownSize = reader.u64(), ownSize >= 44, reader.bytes(4) != nil,
            let disk = reader.u32(), let directoryDisk = reader.u32(), let entriesOnDisk = reader.u64(),
            let entries = reader.u64(), let size = reader.u64(), let offset = reader.u64()
        else { return nil }
        self.disk = disk
        self.directoryDisk = directoryDisk
        self.entriesOnDisk = entriesOnDisk
        self.entries = entries
        directorySize = size
        directoryOffset = offset
    }

    /// Whether a number does not fit, so that the Zip64 record must hold it.
    var needsZip64: Bool {
        disk == 0xffff || directoryDisk == 0xffff || entriesOnDisk == 0xffff || entries == 0xffff
            || directorySize == 0xffff_ffff || directoryOffset == 0xffff_ffff
    }

    /// Offset of the record in the archive's last bytes. A record whose comment ends with the archive takes
    /// precedence, because a comment may itself contain the signature.
    static func find(in tail: [UInt8]) -> Int? {
        var fallback: Int?
        var index = tail.count - length
        // The comment's length has 16 bits.
        let lowest = max(0, index - 0xffff)
        while index >= lowest {
            if tail[index] == signature[0], tail[index...].starts(with: signature) {
                var reader = LittleEndianReader(tail[(index + 20)...])
                let end = index + length + Int(reader.u16() ?? 0)
                if end == tail.count { return index }
                if end < tail.count, fallback == nil { fallback = index }
            }
            index -= 1
        }
        return fallback
    }
}
