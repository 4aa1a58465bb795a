#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Writes at any offset of a file and leaves holes; `FileHandle` would require full Foundation.
struct SparseFile {
    private let path: String

    init(_ path: String) throws { self.path = path }

    func write(_ bytes: [UInt8], at offset: Int) throws {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count else { throw Failed() }
    }

    struct Failed: Error {}
}
