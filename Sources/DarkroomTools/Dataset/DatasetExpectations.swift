/// What a dataset must be like for a training to begin.
public struct DatasetExpectations: Hashable, Sendable {
    /// Fewest bytes, of the archive or of all files of a directory.
    public var minimumSize: UInt64
    /// Most bytes; nil allows any number.
    public var maximumSize: UInt64?
    /// Fewest files, directories not counted.
    public var minimumFiles: Int
    /// Beginnings of names, such as `train/`; each must have a file.
    public var prefixes: [String]

    /// Describes what is expected; by default at least one byte and one file.
    public init(
        minimumSize: UInt64 = 1,
        maximumSize: UInt64? = nil,
        minimumFiles: Int = 1,
        prefixes: [String] = []
    ) {
        self.minimumSize = minimumSize
        self.maximumSize = maximumSize
        self.minimumFiles = minimumFiles
        self.prefixes = prefixes
    }

    /// - Throws: In words, without the dataset's name.
    func check(size: UInt64) throws(ToolFailure) {
        guard size > 0 || minimumSize == 0 else { throw ToolFailure(.wrongSize, "is empty; upload it again") }
        guard size >= minimumSize else {
            throw ToolFailure(
                .wrongSize,
                "has \(size) bytes, and at least \(minimumSize) are expected; its upload may be incomplete"
            )
        }
        if let maximumSize, size > maximumSize {
            throw ToolFailure(.wrongSize, "has \(size) bytes, and at most \(maximumSize) are allowed")
        }
    }

    /// - Throws: In words, without the dataset's name.
    func check(_ contents: DatasetContents) throws(ToolFailure) {
        if contents.unsafe.count > 0 {
            throw ToolFailure(
                .unsafeArchive,
                "has names that lead outside the directory it is unpacked to: \(contents.unsafe.summary); "
                    + "pack it again from inside its directory"
            )
        }
        if contents.encrypted.count > 0 {
            throw ToolFailure(
                .unsupportedArchive,
                "has encrypted files, which trainers cannot read: \(contents.encrypted.summary); "
                    + "pack it again without a password"
            )
        }
        if contents.duplicates.count > 0 {
            throw ToolFailure(
                .corruptArchive,
                "has several files of the same name, and unpacking keeps only one: \(contents.duplicates.summary); "
                    + "pack it again"
            )
        }
        guard contents.files >= minimumFiles else {
            throw ToolFailure(
                .wrongLayout,
                "has \(contents.files) files, and at least \(minimumFiles) are expected"
            )
        }
        if !contents.missing.isEmpty {
            let missing = contents.missing.sorted().map { "\"\($0.forDisplay())\"" }.joined(separator: ", ")
            throw ToolFailure(.wrongLayout, "has no file under \(missing); \(Self.found(contents))")
        }
    }

    /// The most frequent mistake is an archive with one directory around everything.
    private static func found(_ contents: DatasetContents) -> String {
        let names = contents.topLevel.sorted().map { $0.forDisplay(limit: 60) }
        if names.count == 1, let only = names.first, only.hasSuffix("/") {
            return "everything is under \"\(only)\": pack its contents, not the directory itself"
        }
        let more = contents.topLevel.count >= 20 ? ", ..." : ""
        return "its top level has \(names.joined(separator: ", "))\(more)"
    }
}
