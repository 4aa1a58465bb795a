/// Runs kubectl, to test what users type and see.
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
    /// - Throws: ``CommandFailure`` when it exits with another code than 0.
    @discardableResult
    public func callAsFunction(_ arguments: String...) async throws -> String {
        try await Command.run("kubectl", ["--kubeconfig", kubeconfig, "--namespace", namespace] + arguments)
    }
}
