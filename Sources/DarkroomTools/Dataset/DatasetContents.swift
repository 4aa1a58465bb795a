/// What a verification collects about a dataset's files; its size does not grow with their number.
struct DatasetContents: Sendable {
    /// Things found, counted in full, with the first few by name.
    struct Findings: Hashable, Sendable {
        private(set) var count = 0
        private(set) var examples: [String] = []

        mutating func add(_ name: String) {
            count += 1
            if examples.count < 3 { examples.append("\"\(name.forDisplay(limit: 120))\"") }
        }

        var summary: String {
            let more = count - examples.count
            return examples.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
        }
    }

    private(set) var files = 0
    /// Unpacked size; saturates.
    private(set) var bytes: UInt64 = 0
    /// Names that lead outside the directory that an archive is unpacked to.
    private(set) var unsafe = Findings()
    private(set) var encrypted = Findings()
    private(set) var duplicates = Findings()
    /// First components of the names, up to a limit.
    private(set) var topLevel: Set<String> = []
    /// Expected prefixes that no file has had so far.
    private(set) var missing: Set<String>

    /// Hashes stand for the names: the names of two million files would take hundreds of megabytes. With 64 bits
    /// and a seed per process, the chance of a false positive is one in ten million.
    private var seen: Set<Int> = []

    init(expecting prefixes: [String] = []) { missing = Set(prefixes) }

    mutating func add(_ entry: ZipEntry) {
        let name = entry.name
        if entry.isEncrypted { encrypted.add(name) }
        if Self.leadsOutside(name) { unsafe.add(name) }
        // Archives that were appended to list a directory twice, which is harmless.
        guard !entry.isDirectory else { return }
        if !seen.insert(entry.rawName.hashValue).inserted { duplicates.add(name) }
        add(file: name, size: entry.size)
    }

    mutating func add(file name: String, size: UInt64) {
        files += 1
        bytes = bytes.addingReportingOverflow(size).overflow ? .max : bytes + size
        let path = name.hasPrefix("./") ? name.dropFirst(2) : name[...]
        if let prefix = missing.first(where: { path.hasPrefix($0) }) {
            missing.remove(prefix)
            // One file can fulfil several: train/ and train/images/.
            for other in missing where path.hasPrefix(other) { missing.remove(other) }
        }
        guard topLevel.count < 20 else { return }
        let first = path.prefix { $0 != "/" }
        topLevel.insert(first.endIndex < path.endIndex ? "\(first)/" : String(first))
    }

    /// Whether a name is absolute or leads upwards, by the rules of Unix or of Windows: trainers unpack with different
    /// libraries.
    static func leadsOutside(_ name: String) -> Bool {
        let isSeparator: (Unicode.Scalar) -> Bool = { $0 == "/" || $0 == "\\" }
        let scalars = name.unicodeScalars
        guard let first = scalars.first, !scalars.contains("\0") else { return true }
        if isSeparator(first) { return true }
        if first.properties.isAlphabetic, first.isASCII, scalars.dropFirst().first == ":" { return true }
        return scalars.split(whereSeparator: isSeparator).contains { $0.elementsEqual("..".unicodeScalars) }
    }
}
