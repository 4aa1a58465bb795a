import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes lines to a file descriptor, unbuffered, so that the last lines of a crashing process are not lost.
public final class FileDescriptorSink: LogSink {
    /// The process's standard output.
    public static let standardOutput = FileDescriptorSink(STDOUT_FILENO)
    /// The process's standard error.
    public static let standardError = FileDescriptorSink(STDERR_FILENO)

    /// Locked for a whole line: a pipe accepts long lines in parts, and another thread's line could come between them.
    private let descriptor: Mutex<Int32>

    /// Writes to `descriptor`, which must stay open; the sink does not close it.
    public init(_ descriptor: Int32) {
        self.descriptor = Mutex(descriptor)
    }

    /// Writes all of `line`. Drops what cannot be written, because there is no place left to report it.
    public func write(_ line: String) {
        var line = line
        line.withUTF8 { bytes in
            descriptor.withLock { descriptor in Self.write(UnsafeRawBufferPointer(bytes), to: descriptor) }
        }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            #if canImport(Glibc)
            let written = Glibc.write(descriptor, part.baseAddress, part.count)
            #elseif canImport(Musl)
            let written = Musl.write(descriptor, part.baseAddress, part.count)
            #elseif canImport(Darwin)
            let written = Darwin.write(descriptor, part.baseAddress, part.count)
            #endif
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno == EAGAIN {
                // Another process that shares the terminal or pipe may have made it non-blocking.
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&ready, 1, -1)
            } else if errno != EINTR {
                return
            }
        }
    }
}
