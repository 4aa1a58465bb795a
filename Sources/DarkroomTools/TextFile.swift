#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Writes small files without full Foundation.
public enum TextFile {
    /// The file from which the kubelet reads a container's termination message by default. The container runtime
    /// creates it before the container starts.
    public static let terminationLog = "/dev/termination-log"

    /// Replaces a file's content.
    ///
    /// - Parameter creating: Whether to create the file when it does not exist.
    /// - Returns: Why it could not be written; nil on success.
    public static func write(_ text: String, to path: String, creating: Bool) -> String? {
        let flags = O_WRONLY | O_TRUNC | O_CLOEXEC | O_NONBLOCK | (creating ? O_CREAT : 0)
        let descriptor = open(path, flags, 0o644)
        guard descriptor >= 0 else { return String(cString: strerror(errno)) }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return String(cString: strerror(errno))
            }
        }
        return nil
    }
}

/// `write(2)`, under a name that does not collide with the method above.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
