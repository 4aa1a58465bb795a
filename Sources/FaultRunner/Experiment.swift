import FaultInjection
import KubeClient
import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where and with what runs take place.
struct Laboratory: Sendable {
    let cluster: ClusterConfiguration
    let api: API
    /// Path of the `darkroom` program under test.
    let executable: String
    /// Kubeconfigs and logs of the runs.
    let directory: String
    /// By what all time limits are stretched, for machines that are slow or busy.
    let slowness: Double

    private var configuration: String { "\(directory)/operator.yaml" }
    private var callbackKeys: String { "\(directory)/callback-keys" }

    /// Writes what all operators are started with: trainers have tokens, so that there are Secrets to make.
    func prepare() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let settings = "training: {callbacks: {baseURL: http://callbacks.invalid}}\n"
        try Data(settings.utf8).write(to: URL(filePath: configuration))
        let key = Data(repeating: 7, count: 32).base64EncodedString()
        try Data("\(key)\n".utf8).write(to: URL(filePath: callbackKeys))
    }

    func transport() throws -> HTTPTransport { try HTTPTransport(configuration: cluster) }

    /// A kubeconfig that leads to a proxy.
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

/// Something that a run showed to be wrong.
struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension Laboratory {
    /// Waits until `look` finds nothing to complain of any more.
    ///
    /// - Parameter limit: For a machine that has nothing else to do.
    /// - Throws: ``Failure`` with the last complaint.
    func settle(
        within limit: Duration,
        every pause: Duration = .milliseconds(40),
        _ look: () async throws -> String?
    ) async throws {
        let limit = limit * slowness
        let deadline = ContinuousClock.now + limit
        while true {
            guard let complaint = try await look() else { return }
            guard ContinuousClock.now < deadline else { throw Failure("not within \(limit):\n\(complaint)") }
            try await Task.sleep(for: pause)
        }
    }
}
