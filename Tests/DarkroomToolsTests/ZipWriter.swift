/// Writes tiny zip archives of stored entries, valid or deliberately malformed.
struct ZipWriter: Sendable {
    struct Entry: Sendable {
        var name: [UInt8]
        var data: [UInt8] = Array("data".utf8)
        var flags: UInt16 = 0
        /// Puts sizes and offset into a Zip64 extra field.
        var isZip64 = false
        /// Written instead of the real numbers.
        var claimedOffset: UInt64?
        var claimedPackedSize: UInt64?
        var disk: UInt16 = 0
        var extra: [UInt8] = []
        var comment: [UInt8] = []

        init(_ name: String) { self.name = Array(name.utf8) }
    }

    var prefix: [UInt8] = []
    var entries: [Entry] = []
    var comment: [UInt8] = []
    var trailer: [UInt8] = []
    var isZip64 = false
    /// Bytes between the directory and the end record.
    var afterDirectory: [UInt8] = []
    /// Changes the numbers of the end record just before it is written.
    var lie: @Sendable (inout End) -> Void = { _ in }

    struct End: Sendable {
        var disk: UInt64 = 0
        var directoryDisk: UInt64 = 0
        var entriesOnDisk: UInt64
        var entries: UInt64
        var size: UInt64
        var offset: UInt64
        var locatorOffset: UInt64 = 0
        var locatorDisks: UInt32 = 1
        var zip64Signature: UInt32 = 0x0606_4b50
        var commentLength: UInt16
    }

    init(_ names: String...) { entries = names.map(Entry.init) }

    func bytes() -> [UInt8] {
        var archive = prefix
        var directory: [UInt8] = []
        for entry in entries {
            let offset = UInt64(archive.count - prefix.count)
            archive += [0x50, 0x4b, 3, 4] + le(20, 2) + le(entry.flags, 2) + le(0, 10)
            archive += le(entry.data.count, 4) + le(entry.data.count, 4) + le(entry.name.count, 2) + le(0, 2)
            archive += entry.name + entry.data
            directory += header(entry, offset: entry.claimedOffset ?? offset)
        }
        let begin = UInt64(archive.count - prefix.count)
        archive += directory + afterDirectory
        var end = End(
            entriesOnDisk: UInt64(entries.count),
            entries: UInt64(entries.count),
            size: UInt64(directory.count + afterDirectory.count),
            offset: begin,
            locatorOffset: UInt64(archive.count - prefix.count),
            commentLength: UInt16(comment.count)
        )
        lie(&end)
        if isZip64 { archive += zip64(end) }
        archive += [0x50, 0x4b, 5, 6]
        archive += short(end.disk, 2) + short(end.directoryDisk, 2) + short(end.entriesOnDisk, 2)
        archive +=
            short(end.entries, 2) + short(end.size, 4) + short(end.offset, 4) + le(end.commentLength, 2)
        return archive + comment + trailer
    }

    private func header(_ entry: Entry, offset: UInt64) -> [UInt8] {
        let packed = entry.claimedPackedSize ?? UInt64(entry.data.count)
        let size = UInt64(entry.data.count)
        let zip64 = entry.isZip64 ? le(1, 2) + le(24, 2) + le(size, 8) + le(packed, 8) + le(offset, 8) : []
        let extra = entry.extra + zip64
        let numbers =
            entry.isZip64
            ? le(UInt32.max, 4) + le(UInt32.max, 4) : le(UInt32(truncatingIfNeeded: packed), 4) + le(size, 4)
        var header: [UInt8] =
            [0x50, 0x4b, 1, 2] + le(20, 2) + le(20, 2) + le(entry.flags, 2) + le(0, 10) + numbers
        header +=
            le(entry.name.count, 2) + le(extra.count, 2) + le(entry.comment.count, 2) + le(entry.disk, 2)
        header += le(0, 6) + le(entry.isZip64 ? UInt64(UInt32.max) : offset, 4)
        return header + entry.name + extra + entry.comment
    }

    private func zip64(_ end: End) -> [UInt8] {
        var bytes = le(end.zip64Signature, 4) + le(44, 8) + le(45, 2) + le(45, 2) + le(end.disk, 4)
        bytes += le(end.directoryDisk, 4) + le(end.entriesOnDisk, 8) + le(end.entries, 8) + le(end.size, 8)
        bytes += le(end.offset, 8)
        bytes += le(0x0706_4b50, 4) + le(0, 4) + le(end.locatorOffset, 8) + le(end.locatorDisks, 4)
        return bytes
    }

    /// A number of the plain record, which Zip64 replaces by all ones.
    private func short(_ value: UInt64, _ count: Int) -> [UInt8] {
        isZip64 ? [UInt8](repeating: 0xff, count: count) : le(value, count)
    }

    private func le(_ value: some BinaryInteger, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
