internal import Subprocess
internal import SystemPackage

/// Runs programs to their end.
public enum Command {
    /// Runs a program.
    ///
    /// - Parameter program: A path, or a name that is looked up in `PATH`.
    /// - Returns: What it printed.
    /// - Throws: ``CommandFailure`` when it exits with another code than 0.
    @discardableResult
    public static func run(_ program: String, _ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            program.contains("/") ? .path(FilePath(program)) : .name(program),
            arguments: Arguments(arguments),
            output: .string(limit: 1 << 22),
            error: .string(limit: 1 << 16)
        )
        guard result.terminationStatus.isSuccess else {
            let command = ([program] + arguments).joined(separator: " ")
            throw CommandFailure(description: "\(command): \(result.terminationStatus): \(result.standardError)")
        }
        return result.standardOutput
    }
}

/// A program ended with an error.
public struct CommandFailure: Error, CustomStringConvertible {
    /// The command line, the exit code, and what the program wrote to standard error.
    public let description: String
}
