/// A part of the development cluster that can be switched off and on, as `hack/cluster/component` does.
public struct ClusterComponent: Sendable {
    private let path: String
    private let name: String

    /// A whole node: switching it off is a power cut.
    public static func node(_ name: String) throws -> ClusterComponent {
        guard let path = TestEnvironment.component else { throw MissingVariable("DARKROOM_TEST_COMPONENT") }
        return ClusterComponent(path: path, name: "node-\(name)")
    }

    /// Switches it off while `body` runs, and on again even if `body` throws.
    ///
    /// - Throws: ``CommandFailure``, and what `body` throws.
    public func whileOff<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        try await run("stop")
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        try await run("start")
        return try result.get()
    }

    private func run(_ verb: String) async throws { try await Command.run(path, [verb, name]) }
}
