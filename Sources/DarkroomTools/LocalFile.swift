#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A regular file, open for reading.
final class LocalFile: RandomAccessBytes {
    let path: String
    let size: UInt64
    private let descriptor: Int32

    /// Opens a file.
    ///
    /// - Throws: An error that says why it cannot be read.
    init(_ path: String) throws(ToolFailure) {
        // Non-blocking, because opening a FIFO would otherwise wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure(path, errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw ToolFailure(.notFound, "\(path.forDisplay()) is not a regular file")
        }
        self.path = path
        self.descriptor = descriptor
        size = UInt64(clamping: status.st_size)
    }

    deinit { close(descriptor) }

    func read(at offset: UInt64, count: Int) async throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(count, 0))
        var done = 0
        while done < bytes.count {
            let (place, isOverflow) = offset.addingReportingOverflow(UInt64(done))
            guard !isOverflow, let place = off_t(exactly: place) else { throw cutShort() }
            let got = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done, place)
            }
            if got > 0 {
                done += got
            } else if got == 0 {
                throw cutShort()
            } else if errno != EINTR {
                throw Self.failure(path, errno)
            }
        }
        return bytes
    }

    private func cutShort() -> ToolFailure {
        ToolFailure(.changedMeanwhile, "\(path.forDisplay()) shrank while it was being read")
    }

    private static func failure(_ path: String, _ code: Int32) -> ToolFailure {
        let shown = path.forDisplay()
        switch code {
        case ENOENT, ENOTDIR:
            return ToolFailure(
                .notFound,
                "\(shown) does not exist; make sure that the volume is mounted and the dataset's name is correct"
            )
        case EACCES, EPERM:
            return ToolFailure(
                .accessDenied,
                "\(shown) may not be read by user \(geteuid()); correct its permissions"
            )
        default:
            return ToolFailure(.storageFailed, "\(shown) cannot be read: \(String(cString: strerror(code)))")
        }
    }
}
