internal import Subprocess

/// kubectl, for what people type and see.
public struct Kubectl: Sendable {
    private let kubeconfig: String
    private let namespace: String

    /// kubectl as an administrator, in one namespace.
    public init(namespace: String) throws {
        guard let kubeconfig = TestEnvironment.kubeconfig else { throw MissingVariable("DARKROOM_TEST_KUBECONFIG") }
        self.kubeconfig = kubeconfig
        self.namespace = namespace
    }

    /// Runs a command.
    ///
    /// - Returns: What it printed.
    /// - Throws: ``Failure`` when it ended with another code than 0.
    @discardableResult
    public func callAsFunction(_ arguments: String...) async throws -> String {
        let result = try await Subprocess.run(
            .name("kubectl"),
            arguments: Arguments(["--kubeconfig", kubeconfig, "--namespace", namespace] + arguments),
            output: .string(limit: 1 << 22),
            error: .string(limit: 1 << 16)
        )
        guard result.terminationStatus.isSuccess else {
            let words = result.standardError
            throw Failure(description: "kubectl \(arguments.joined(separator: " ")): \(words)")
        }
        return result.standardOutput
    }

    /// kubectl did not do what it was told.
    public struct Failure: Error, CustomStringConvertible {
        /// The command, and kubectl's own words.
        public let description: String
    }
}
