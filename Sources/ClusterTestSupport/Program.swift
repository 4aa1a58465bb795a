internal import Subprocess
internal import SystemPackage

/// The built `darkroom`, as a process of its own, so that it can be killed at any moment.
public enum Program {
    /// Runs `darkroom` with these arguments while `body` works, then kills it (SIGKILL): it gets no chance to finish
    /// anything.
    public static func whileRunning<Result: Sendable>(
        _ arguments: [String],
        _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        guard let path = TestEnvironment.program else { throw MissingVariable("DARKROOM_TEST_PROGRAM") }
        let outcome = try await Subprocess.run(
            .path(FilePath(path)),
            arguments: Arguments(arguments),
            input: .none,
            output: .discarded,
            error: .discarded
        ) { execution in
            // An error that left the closure would leave the process running.
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            try? execution.send(signal: .kill)
            return result
        }
        return try outcome.closureResult.get()
    }
}
