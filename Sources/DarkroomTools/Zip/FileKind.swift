/// Recognizes files that are often mistaken for zip archives.
enum FileKind {
    /// Name of the format that begins with these bytes; nil when it is unknown.
    static func of(_ beginning: [UInt8]) -> String? {
        if let (_, name) = signatures.first(where: { beginning.starts(with: $0.0) }) { return name }
        if beginning.count >= 262, beginning[257..<262].elementsEqual("ustar".utf8) { return "a tar archive" }
        let text = String(decoding: beginning.prefix(200), as: UTF8.self)
        if text.hasPrefix("version https://git-lfs") {
            return "a Git LFS pointer: fetch the file itself (git lfs pull)"
        }
        if text.drop(while: \.isWhitespace).hasPrefix("<") {
            return "a web page or XML, possibly a saved error message"
        }
        if !beginning.isEmpty, beginning.allSatisfy({ $0 == 0 }) { return "a file of zeros" }
        return nil
    }

    private static let signatures: [([UInt8], String)] = [
        ([0x1f, 0x8b], "gzip (.tar.gz)"), (Array("BZh".utf8), "bzip2"),
        (Array("7z".utf8) + [0xbc, 0xaf], "7-Zip"),
        ([0xfd] + Array("7zXZ".utf8), "xz"), ([0x28, 0xb5, 0x2f, 0xfd], "Zstandard"),
        (Array("Rar!".utf8), "RAR"),
        (Array("PAR1".utf8), "Parquet"), ([0x89] + Array("HDF".utf8), "HDF5"),
        ([0x89] + Array("PNG".utf8), "a PNG image"),
        ([0xff, 0xd8, 0xff], "a JPEG image"),
    ]
}
