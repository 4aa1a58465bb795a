internal import Subprocess
internal import SystemPackage

/// One of the repository's example programs, which are built beside `darkroom`.
public struct ExampleProgram: Sendable {
    private let path: FilePath

    /// Finds a built program.
    public init(_ name: String) throws {
        guard let darkroom = TestEnvironment.program else { throw MissingVariable("DARKROOM_TEST_PROGRAM") }
        path = FilePath(darkroom).removingLastComponent().appending(name)
    }

    /// Runs the program to its end.
    ///
    /// - Returns: What it printed.
    public func output(_ arguments: [String]) async throws -> String {
        try await Subprocess.run(
            .path(path),
            arguments: Arguments(arguments),
            output: .string(limit: 1 << 20),
            error: .discarded
        ).standardOutput
    }

    /// Runs the program as an administrator of the cluster while `body` works, then ends it (SIGTERM).
    public func whileRunning<Result: Sendable>(
        _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        guard let kubeconfig = TestEnvironment.kubeconfig else { throw MissingVariable("DARKROOM_TEST_KUBECONFIG") }
        let outcome = try await Subprocess.run(
            .path(path),
            environment: .inherit.updating(["KUBECONFIG": kubeconfig]),
            input: .none,
            output: .discarded,
            error: .discarded
        ) { execution in
            // An error that left the closure would leave the process running.
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            try? execution.send(signal: .terminate)
            return result
        }
        return try outcome.closureResult.get()
    }
}
