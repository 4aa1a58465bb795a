#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads text files that are named on the command line.
enum InputFile {
    /// The whole text of a file; `-` is standard input.
    ///
    /// - Throws: An error that says what is wrong with the file, without its name.
    static func text(_ path: String) throws(CommandFailure) -> String {
        // Not `/dev/stdin`, which cannot be opened again when standard input is another user's pipe or a socket.
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        guard let text = String(validating: try bytes(of: descriptor), as: UTF8.self) else {
            throw CommandFailure("is not UTF-8 text")
        }
        return text
    }

    private static func bytes(of descriptor: Int32) throws(CommandFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count > 0 {
                bytes += buffer.prefix(count)
            } else if errno != EINTR {
                throw failure()
            }
        }
    }

    private static func failure() -> CommandFailure {
        CommandFailure("cannot be read: \(String(cString: strerror(errno)))")
    }
}
