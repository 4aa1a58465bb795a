/// The built `darkroom` as a separate process, so that a test can kill it at any moment.
public enum Program {
    /// Runs `darkroom` with these arguments while `body` runs, then kills it (SIGKILL): it gets no chance to finish
    /// anything.
    public static func whileRunning<Result: Sendable>(
        _ arguments: [String],
        _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        guard let path = TestEnvironment.program else { throw MissingVariable("DARKROOM_TEST_PROGRAM") }
        let process = OperatorProcess(executable: path, arguments: arguments, logFile: "/dev/null")
        try process.start()
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        let exit = process.unexpectedExit
        await process.kill()
        if case .failure(let error) = result, let exit {
            throw Exited(description: "\(error); darkroom exited: \(exit)")
        }
        return try result.get()
    }

    /// The program exited unexpectedly, and the test did not reach its goal.
    public struct Exited: Error, CustomStringConvertible {
        /// The test's error, and how the program exited.
        public let description: String
    }
}
