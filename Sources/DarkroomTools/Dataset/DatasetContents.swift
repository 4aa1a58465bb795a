/// What is gathered about a dataset's files while they are gone through; small, however many there are.
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
    /// As unpacked; saturates.
    private(set) var bytes: UInt64 = 0
    /// Names that lead outside the directory that an archive is unpacked to.
    private(set) var unsafe = Findings()
    private(set) var encrypted = Findings()
    private(set) var duplicates = Findings()
    /// First parts of the names, as far as they are few.
    private(set) var topLevel: Set<String> = []
    /// Expected prefixes that no file has so far.
    private(set) var missing: Set<String>

    /// Hashes stand for the names: at two million files the names would take hundreds of megabytes, and with 64 bits
    /// and a seed of the process's own the chance of a false finding is one in ten million.
    private var seen: Set<Int> = []

    init(expecting prefixes: [String] = []) { missing = Set(prefixes) }

    mutating func add(_ entry: ZipEntry) {
        let name = entry.name
        if entry.isEncrypted { encrypted.add(name) }
        if Self.leadsOutside(name) { unsafe.add(name) }
        // A directory twice is how archives that were added to look; it does no harm.
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

    /// Whether a name is absolute or goes up: in the manner of Unix or of Windows, as trainers unpack with whatever
    /// library they have.
    static func leadsOutside(_ name: String) -> Bool {
        let isSeparator: (Unicode.Scalar) -> Bool = { $0 == "/" || $0 == "\\" }
        let scalars = name.unicodeScalars
        guard let first = scalars.first, !scalars.contains("\0") else { return true }
        if isSeparator(first) { return true }
        if first.properties.isAlphabetic, first.isASCII, scalars.dropFirst().first == ":" { return true }
        return scalars.split(whereSeparator: isSeparator).contains { $0.elementsEqual("..".unicodeScalars) }
    }
}
