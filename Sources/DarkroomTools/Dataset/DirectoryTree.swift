#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A directory and everything below it.
struct DirectoryTree: Sendable {
    /// Deeper trees are rejected: a wrong mount can produce an endless one.
    private static let maximumDepth = 64
    private static let maximumFiles = 20_000_000

    let path: String

    init(_ path: String) { self.path = path }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Visits every regular file with its path below the root and its size in bytes. Symbolic links to files count as
    /// files; links to directories are not followed, because they may form a cycle.
    ///
    /// - Throws: ``ToolFailure`` when a directory cannot be read, or the tree exceeds a limit.
    func forEachFile(_ visit: (String, UInt64) throws -> Void) throws {
        var pending = [(path: "", depth: 0)]
        var count = 0
        while let directory = pending.popLast() {
            for name in try Self.names(in: "\(path)/\(directory.path)") {
                let below = directory.path + name
                var status = stat()
                guard lstat("\(path)/\(below)", &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR {
                    guard directory.depth < Self.maximumDepth else {
                        throw ToolFailure(
                            .unsupportedArchive,
                            "\(path.forDisplay()) has directories nested too deeply"
                        )
                    }
                    pending.append((below + "/", directory.depth + 1))
                    continue
                }
                guard stat("\(path)/\(below)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                    continue
                }
                count += 1
                guard count <= Self.maximumFiles else {
                    throw ToolFailure(.unsupportedArchive, "\(path.forDisplay()) has too many files")
                }
                try visit(below, UInt64(clamping: status.st_size))
            }
        }
    }

    private static func names(in path: String) throws(ToolFailure) -> [String] {
        guard let stream = opendir(path) else {
            let words = String(cString: strerror(errno))
            throw ToolFailure(
                .accessDenied,
                "\(path.forDisplay()) cannot be read by user \(geteuid()) (\(words)); correct its permissions"
            )
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(
                    to: CChar.self,
                    capacity: MemoryLayout.size(ofValue: pointer.pointee)
                ) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
