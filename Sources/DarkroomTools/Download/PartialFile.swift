#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A file that is being downloaded, under a temporary name beside its target. It survives the process, so that a
/// later one can resume.
final class PartialFile {
    let path: String
    private(set) var size: UInt64
    private let descriptor: Int32

    /// Opens or creates the file, and locks it for the lifetime of this value.
    ///
    /// - Throws: A ``ToolFailure`` with ``FailureReason/cannotWrite``.
    init(_ path: String) throws(ToolFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw Self.failure(path, errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw ToolFailure(.cannotWrite, "\(path.forDisplay()) is not a regular file")
        }
        // Some shared file systems have no locks; there, the deployment must prevent concurrent downloads.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
            close(descriptor)
            throw ToolFailure(
                .cannotWrite,
                "another process is writing \(path.forDisplay()); try again when it is done"
            )
        }
        self.path = path
        self.descriptor = descriptor
        size = UInt64(clamping: status.st_size)
    }

    deinit { close(descriptor) }

    /// Discards the content.
    func truncate() throws(ToolFailure) {
        guard ftruncate(descriptor, 0) == 0 else { throw Self.failure(path, errno) }
        size = 0
    }

    func append(_ bytes: [UInt8]) throws(ToolFailure) {
        var done = 0
        while done < bytes.count {
            guard let place = off_t(exactly: size) else { throw Self.failure(path, EFBIG) }
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, place)
            }
            if count > 0 {
                done += count
                size += UInt64(count)
            } else if errno != EINTR {
                throw Self.failure(path, errno)
            }
        }
    }

    /// Moves the file to its target atomically: the target is complete or absent even after a crash.
    func move(to target: String) throws(ToolFailure) {
        guard fsync(descriptor) == 0, rename(path, target) == 0 else { throw Self.failure(target, errno) }
    }

    func remove() { unlink(path) }

    static func failure(_ path: String, _ code: Int32) -> ToolFailure {
        let shown = path.forDisplay()
        switch code {
        case ENOSPC, EDQUOT:
            return ToolFailure(.cannotWrite, "no space is left for \(shown); enlarge the volume")
        case EROFS:
            return ToolFailure(.cannotWrite, "\(shown) is on a read-only file system; mount a volume there")
        case EACCES, EPERM:
            return ToolFailure(
                .cannotWrite,
                "\(shown) may not be written by user \(geteuid()); set the pod's fsGroup, or the volume's permissions"
            )
        default:
            return ToolFailure(.cannotWrite, "\(shown) cannot be written: \(String(cString: strerror(code)))")
        }
    }
}
