import ClusterTestSupport
import FaultInjection
import KubeClient
import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What all runs share: the cluster, the program under test, and the directory for files.
struct RunEnvironment: Sendable {
    let cluster: ClusterConfiguration
    /// Client of the cluster's administrator, which bypasses all proxies.
    let client: KubeClient
    /// Path of the `darkroom` program under test.
    let executable: String
    /// Directory of the runs' kubeconfigs and logs.
    let directory: String
    /// Factor for all time limits, for slow or busy machines.
    let slowness: Double

    private var configuration: String { "\(directory)/operator.yaml" }
    private var callbackKeys: String { "\(directory)/callback-keys" }

    /// Writes the files that all operators are started with. Trainers have tokens, so that operators create Secrets.
    func prepare() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let settings = "training: {callbacks: {baseURL: http://callbacks.invalid}}\n"
        try Data(settings.utf8).write(to: URL(filePath: configuration))
        let key = Data(repeating: 7, count: 32).base64EncodedString()
        try Data("\(key)\n".utf8).write(to: URL(filePath: callbackKeys))
    }

    func transport() throws -> HTTPTransport { try HTTPTransport(configuration: cluster) }

    /// Writes a kubeconfig for a proxy.
    func writeKubeconfig(
        _ name: String,
        server: String,
        user: String = "{}",
        cluster: String = ""
    ) throws -> String {
        let path = "\(directory)/\(name).kubeconfig"
        let text = """
            apiVersion: v1
            kind: Config
            current-context: proxy
            clusters: [{name: proxy, cluster: {server: "\(server)"\(cluster)}}]
            users: [{name: proxy, user: \(user)}]
            contexts: [{name: proxy, context: {cluster: proxy, user: proxy}}]

            """
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    func operatorProcess(
        _ name: String,
        kubeconfig: String,
        namespace: String,
        _ more: [String] = []
    ) -> OperatorProcess {
        OperatorProcess(
            executable: executable,
            arguments: [
                "operator", "--kubeconfig", kubeconfig, "--watch-namespace", namespace, "--config", configuration,
                "--callback-keys", callbackKeys, "--health-port", "0", "--metrics-port", "0", "--log-level", "info",
                "--log-format", "text",
            ] + more,
            logFile: "\(directory)/\(name).log"
        )
    }

    func log(_ name: String) -> String {
        let data = (try? Data(contentsOf: URL(filePath: "\(directory)/\(name).log"))) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}

/// Something that a run has shown to be wrong.
struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension RunEnvironment {
    /// Waits until no problem is left.
    ///
    /// - Parameter limit: For a machine that is otherwise idle.
    /// - Throws: `Overdue` with the last problem.
    func settle(
        within limit: Duration,
        every pause: Duration = .milliseconds(40),
        _ problem: () async throws -> String?
    ) async throws {
        try await eventually(within: limit * slowness, every: pause, problem)
    }
}
