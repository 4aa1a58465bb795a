internal import Subprocess
internal import SystemPackage

/// A part of the development cluster that can be switched off and on, as `hack/cluster/component` does.
public struct ClusterComponent: Sendable {
    private let path: String
    private let name: String

    /// The whole node of a name: switched off, it is cut from its power.
    public static func node(_ name: String) throws -> ClusterComponent {
        guard let path = TestEnvironment.component else { throw MissingVariable("DARKROOM_TEST_COMPONENT") }
        return ClusterComponent(path: path, name: "node-\(name)")
    }

    /// Switches it off while `body` works, and on again however that ends.
    ///
    /// - Throws: ``Failure``, and what `body` throws.
    public func whileOff<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        try await run("stop")
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        try await run("start")
        return try result.get()
    }

    private func run(_ verb: String) async throws {
        let result = try await Subprocess.run(
            .path(FilePath(path)),
            arguments: [verb, name],
            output: .discarded,
            error: .string(limit: 1 << 16)
        )
        guard result.terminationStatus.isSuccess else {
            throw Failure(description: "\(verb) \(name): \(result.standardError)")
        }
    }

    /// It did not stop or start.
    public struct Failure: Error, CustomStringConvertible {
        /// What was tried, and the words of the script.
        public let description: String
    }
}
