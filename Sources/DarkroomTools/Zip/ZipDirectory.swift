/// The central directory of a zip archive, found with a few small reads at the archive's end.
///
/// Trusts nothing in an archive: it checks every offset, size and count against the archive's real length before use,
/// and against limits before it allocates memory.
struct ZipDirectory: Sendable {
    struct Limits: Hashable, Sendable {
        /// Entries in an archive.
        var entries: UInt64 = 2_000_000
        /// Bytes of its directory.
        var directoryBytes: UInt64 = 1 << 30
    }

    /// Large enough for a comment, the Zip64 records and the directories of most datasets, so one request suffices.
    private static let tailLength: UInt64 = 256 << 10
    private static let windowLength: UInt64 = 4 << 20

    private let archive: any RandomAccessBytes
    private let limits: Limits
    private let tail: Tail
    /// Number of entries that the archive declares.
    let entryCount: UInt64
    private let isZip64: Bool
    private let start: UInt64
    private let end: UInt64
    /// Bytes before the archive's first byte, such as a self-extractor.
    private let prefixLength: UInt64

    /// Finds the directory.
    ///
    /// - Throws: ``ToolFailure`` with what is wrong with the archive, without its name; errors of reading.
    init(of archive: any RandomAccessBytes, limits: Limits = Limits()) async throws {
        self.archive = archive
        self.limits = limits
        let size = archive.size
        guard size >= UInt64(ZipEndRecord.length) else {
            throw Self.corrupt("has \(size) bytes, and the smallest zip archive has \(ZipEndRecord.length)")
        }
        let length = min(size, Self.tailLength)
        let bytes = try await archive.read(at: size - length, count: Int(length))
        tail = Tail(offset: size - length, bytes: bytes)
        guard let index = ZipEndRecord.find(in: bytes), var record = ZipEndRecord(bytes[index...]) else {
            throw try await Self.notZip(archive)
        }
        var recordOffset = tail.offset + UInt64(index)
        if let (zip64, offset) = try await Self.zip64Record(archive, tail, before: recordOffset) {
            record = zip64
            recordOffset = offset
            isZip64 = true
        } else if record.needsZip64,
            record.directorySize == 0xffff_ffff || record.directoryOffset == 0xffff_ffff
        {
            throw Self.corrupt("has no Zip64 record at its end, but needs one")
        } else {
            isZip64 = false
        }
        try Self.check(record, endingAt: recordOffset, limits)
        entryCount = record.entries
        start = recordOffset - record.directorySize
        end = recordOffset
        prefixLength = start - record.directoryOffset
    }

    /// Visits the entries in the directory's order.
    ///
    /// - Throws: ``ToolFailure`` with what is wrong with the directory; errors of reading.
    func forEachEntry(_ visit: (ZipEntry) throws -> Void) async throws {
        var window: [UInt8] = []
        var position = 0
        var unread = start
        var count: UInt64 = 0
        var (first, last): (ZipEntry?, ZipEntry?)
        while true {
            if window.count - position < ZipEntry.maximumLength, unread < end {
                window.removeFirst(position)
                position = 0
                let length = min(end - unread, Self.windowLength)
                window += try await read(at: unread, count: Int(length))
                unread += length
            }
            guard position < window.count else { break }
            guard case .entry(let entry, let length) = try outcome(window[position...], number: count + 1)
            else { break }
            try check(entry)
            position += length
            count += 1
            // The visitor may keep data of each entry, so a wrong count must not bypass the limit.
            guard count <= limits.entries else { throw Self.tooMany(count, limits) }
            guard count <= entryCount || !isZip64 else { throw miscounted(count) }
            try visit(entry)
            if first == nil { first = entry }
            if entry.offset >= last?.offset ?? 0 { last = entry }
        }
        // Writers without Zip64 count modulo 65536.
        guard count == entryCount || !isZip64 && count % 65536 == entryCount else { throw miscounted(count) }
        if let first { try await checkBeginning(of: first) }
        if let last, last != first { try await checkBeginning(of: last) }
    }

    private func outcome(_ bytes: ArraySlice<UInt8>, number: UInt64) throws -> ZipEntry.Outcome {
        let outcome = ZipEntry.read(bytes)
        switch outcome {
        case .entry: break
        case .other:
            // A digital signature may follow the last entry (APPNOTE.TXT 4.3.13).
            let isSignature = bytes.starts(with: [0x50, 0x4b, 0x05, 0x05])
            guard isSignature else {
                throw Self.corrupt("has other data where entry \(number) should be")
            }
        case .truncated: throw Self.corrupt("has a directory that ends within entry \(number)")
        case .damaged(let problem): throw Self.corrupt("has a damaged entry \(number): \(problem)")
        }
        return outcome
    }

    /// The entry's bytes must lie before the directory.
    private func check(_ entry: ZipEntry) throws {
        let lengths = [entry.offset, prefixLength, 30, UInt64(entry.rawName.count), entry.packedSize]
        var place: UInt64 = 0
        for length in lengths {
            let (sum, isOverflow) = place.addingReportingOverflow(length)
            guard !isOverflow, sum <= start else {
                throw Self.corrupt(
                    "lacks the bytes of \(entry.name.forDisplay()): it is truncated or was assembled incorrectly"
                )
            }
            place = sum
        }
    }

    /// An upload that lost its middle has an intact directory whose offsets point to other bytes.
    private func checkBeginning(of entry: ZipEntry) async throws {
        let bytes = try await read(at: prefixLength + entry.offset, count: 4)
        guard bytes == [0x50, 0x4b, 0x03, 0x04] else {
            throw Self.corrupt(
                "does not have \(entry.name.forDisplay()) where its directory says; upload it again"
            )
        }
    }

    private func read(at offset: UInt64, count: Int) async throws -> [UInt8] {
        if let bytes = tail.read(at: offset, count: count) { return bytes }
        return try await archive.read(at: offset, count: count)
    }

    private func miscounted(_ count: UInt64) -> ToolFailure {
        Self.corrupt(
            "declares \(entryCount) entries and has \(count)\(count > entryCount ? " or more" : "")"
        )
    }
}

extension ZipDirectory {
    /// The archive's last bytes, which are in memory.
    fileprivate struct Tail: Sendable {
        let offset: UInt64
        let bytes: [UInt8]

        func read(at place: UInt64, count: Int) -> [UInt8]? {
            guard place >= offset, let index = Int(exactly: place - offset), index <= bytes.count,
                count <= bytes.count - index
            else { return nil }
            return Array(bytes[index..<(index + count)])
        }
    }

    fileprivate static func corrupt(_ problem: String) -> ToolFailure {
        ToolFailure(.corruptArchive, problem)
    }

    /// The Zip64 record and its offset; nil when the archive has no Zip64 locator.
    fileprivate static func zip64Record(
        _ archive: any RandomAccessBytes,
        _ tail: Tail,
        before offset: UInt64
    ) async throws -> (ZipEndRecord, UInt64)? {
        let length = UInt64(ZipEndRecord.locatorLength)
        guard offset >= length, let bytes = tail.read(at: offset - length, count: Int(length)) else {
            return nil
        }
        var reader = LittleEndianReader(bytes[...])
        guard reader.u32() == 0x0706_4b50, let disk = reader.u32(), let place = reader.u64(),
            let disks = reader.u32()
        else { return nil }
        guard disk == 0, disks <= 1 else { throw multiDisk }
        let recordLength = UInt64(ZipEndRecord.zip64Length)
        guard offset - length >= recordLength else { throw corrupt("has no room for its Zip64 record") }
        // Bytes before the archive shift the locator's offset; the record then ends at the locator.
        let candidates = [place, offset - length - recordLength].filter {
            $0 <= offset - length - recordLength
        }
        for candidate in candidates {
            let count = ZipEndRecord.zip64Length
            let bytes =
                if let known = tail.read(at: candidate, count: count) { known } else {
                    try await archive.read(at: candidate, count: count)
                }
            if let record = ZipEndRecord(zip64: bytes) { return (record, candidate) }
        }
        throw corrupt("has no Zip64 record where its end record points")
    }

    fileprivate static func check(_ record: ZipEndRecord, endingAt end: UInt64, _ limits: Limits) throws {
        guard record.disk == 0, record.directoryDisk == 0, record.entriesOnDisk == record.entries else {
            throw multiDisk
        }
        guard record.directorySize <= end, record.directoryOffset <= end - record.directorySize else {
            throw corrupt(
                "has a directory of \(record.directorySize) bytes at \(record.directoryOffset), beyond its end: it is truncated"
            )
        }
        guard record.directorySize <= limits.directoryBytes else {
            throw ToolFailure(
                .unsupportedArchive,
                "has a directory of \(record.directorySize) bytes; \(limits.directoryBytes) are allowed"
            )
        }
        guard record.entries <= limits.entries else { throw tooMany(record.entries, limits) }
        guard record.entries <= record.directorySize / UInt64(ZipEntry.fixedLength) else {
            throw corrupt(
                "declares \(record.entries) entries in a directory of \(record.directorySize) bytes"
            )
        }
    }

    fileprivate static func tooMany(_ count: UInt64, _ limits: Limits) -> ToolFailure {
        ToolFailure(
            .unsupportedArchive,
            "has \(count) or more entries, and \(limits.entries) are allowed; pack the dataset into several archives"
        )
    }

    fileprivate static let multiDisk = ToolFailure(
        .unsupportedArchive,
        "is one part of a multi-part archive; join the parts (zip -s 0 parts.zip --out data.zip)"
    )

    /// Why the end record is missing: most often because the object is not a zip archive.
    fileprivate static func notZip(_ archive: any RandomAccessBytes) async throws -> ToolFailure {
        let beginning = try await archive.read(at: 0, count: Int(min(archive.size, 512)))
        if beginning.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
            return corrupt(
                "is truncated: it begins like a zip archive, but its directory is missing; upload it again"
            )
        }
        let kind = FileKind.of(beginning).map { "; it looks like \($0)" } ?? ""
        return corrupt("is not a zip archive\(kind)")
    }
}
