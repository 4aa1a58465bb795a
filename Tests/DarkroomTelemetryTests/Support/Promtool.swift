import FoundationEssentials
import Glibc

/// Prometheus' own checker (Debian package `prometheus`).
enum Promtool {
    /// Its path, if it is on the `PATH`.
    static let path: String? = (getenv("PATH").map { String(cString: $0) } ?? "")
        .split(separator: ":")
        .map { "\($0)/promtool" }
        .first { access($0, X_OK) == 0 }

    /// Runs `promtool check metrics`.
    ///
    /// - Returns: Its exit code and output.
    static func check(metrics: String) throws -> (exitCode: Int32, output: String) {
        guard let path else { return (127, "promtool is not on the PATH") }
        let directory = FileManager.default.temporaryDirectory.path
        let input = "\(directory)/promtool-\(UUID().uuidString)"
        let output = "\(input).out"
        defer {
            unlink(input)
            unlink(output)
        }
        try Data(metrics.utf8).write(to: URL(filePath: input))

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        var arguments: [UnsafeMutablePointer<CChar>?] = []
        for word in [path, "check", "metrics"] { arguments.append(strdup(word)) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }

        var child = pid_t()
        guard posix_spawn(&child, path, &actions, nil, &arguments, environ) == 0 else {
            return (127, "cannot run \(path)")
        }
        var status: Int32 = 0
        waitpid(child, &status, 0)
        let exitCode = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128
        return (exitCode, String(decoding: try Data(contentsOf: URL(filePath: output)), as: UTF8.self))
    }
}
