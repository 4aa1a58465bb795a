#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension ClusterConfiguration {
    /// Where Kubernetes mounts a pod's service account.
    public static let serviceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// Finds the cluster as kubectl does: an explicit kubeconfig, `$KUBECONFIG`, the pod's service account,
    /// then `~/.kube/config`.
    ///
    /// - Parameters:
    ///   - kubeconfig: Path given by the user; nil looks in the usual places.
    ///   - context: Context given by the user; nil selects the file's current one.
    /// - Throws: ``ConfigurationError`` that names what is missing and the searched places.
    public static func discover(
        kubeconfig: String? = nil,
        context: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ConfigurationError) -> ClusterConfiguration {
        if let kubeconfig {
            return try Kubeconfig.load(paths: [kubeconfig]).configuration(context: context)
        }
        if let list = environment["KUBECONFIG"], !list.isEmpty {
            let paths = list.split(separator: ":").map(String.init)
            return try Kubeconfig.load(paths: paths).configuration(context: context)
        }
        if environment["KUBERNETES_SERVICE_HOST"] != nil { return try inCluster(environment: environment) }
        let standard = (environment["HOME"] ?? "/root") + "/.kube/config"
        guard FileManager.default.fileExists(atPath: standard) else {
            throw ConfigurationError(
                "no cluster configured: --kubeconfig is not given, KUBECONFIG is not set, this is not a pod,"
                    + " and \(standard) does not exist"
            )
        }
        return try Kubeconfig.load(paths: [standard]).configuration(context: context)
    }

    /// The API server of the cluster that this pod runs in, with the pod's service account.
    ///
    /// - Throws: ``ConfigurationError`` when the process does not run in a pod with a service account.
    public static func inCluster(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        directory: String = serviceAccountDirectory
    ) throws(ConfigurationError) -> ClusterConfiguration {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty else {
            throw ConfigurationError("KUBERNETES_SERVICE_HOST is not set: this process does not run in a pod")
        }
        let token = directory + "/token"
        guard FileManager.default.fileExists(atPath: token) else {
            throw ConfigurationError(
                "\(token) does not exist: the pod needs automountServiceAccountToken: true"
            )
        }
        let port = environment["KUBERNETES_SERVICE_PORT"] ?? "443"
        let address = host.contains(":") ? "[\(host)]" : host
        let namespace = (try? readText(directory + "/namespace")) ?? "default"
        return ClusterConfiguration(
            server: "https://\(address):\(port)",
            tls: TLSSettings(certificateAuthority: .file(path: directory + "/ca.crt")),
            credential: .tokenFile(path: token),
            defaultNamespace: namespace
        )
    }
}

/// The cluster configuration is missing or invalid; the message says what is wrong and where.
public struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// What is wrong, for people.
    public let description: String

    /// Makes an error with a description for people.
    public init(_ description: String) { self.description = description }
}

/// A small text file without the white space around it.
func readText(_ path: String) throws -> String {
    let data = try Data(contentsOf: URL(filePath: path))
    return String(decoding: data, as: UTF8.self).trimmed()
}

extension StringProtocol {
    func trimmed() -> String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
