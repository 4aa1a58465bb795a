internal import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A kubeconfig file (`v1.Config`), or several merged into one.
///
/// Merging follows kubectl: the first file with an entry takes precedence, and paths are relative to their file.
/// Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
public struct Kubeconfig: Sendable {
    struct Cluster: Decodable, Sendable {
        var server: String?
        var certificateAuthority: String?
        var certificateAuthorityData: String?
        var insecureSkipTLSVerify: Bool?
        var tlsServerName: String?
        var proxyURL: String?

        enum CodingKeys: String, CodingKey {
            case server
            case certificateAuthority = "certificate-authority"
            case certificateAuthorityData = "certificate-authority-data"
            case insecureSkipTLSVerify = "insecure-skip-tls-verify"
            case tlsServerName = "tls-server-name"
            case proxyURL = "proxy-url"
        }
    }

    struct User: Decodable, Sendable {
        var token: String?
        var tokenFile: String?
        var username: String?
        var password: String?
        var clientCertificate: String?
        var clientCertificateData: String?
        var clientKey: String?
        var clientKeyData: String?
        var exec: ExecPlugin?
        /// Account to impersonate.
        var impersonated: String?
        var authProvider: JSONValue?

        enum CodingKeys: String, CodingKey {
            case token, tokenFile, username, password, exec
            case impersonated = "as"
            case authProvider = "auth-provider"
            case clientCertificate = "client-certificate"
            case clientCertificateData = "client-certificate-data"
            case clientKey = "client-key"
            case clientKeyData = "client-key-data"
        }
    }

    struct Context: Decodable, Sendable {
        var cluster: String
        var user: String?
        var namespace: String?
    }

    /// An entry, and the directory that its relative paths start from.
    struct Located<Entry: Sendable>: Sendable {
        var entry: Entry
        var directory: String
    }

    var clusters: [String: Located<Cluster>] = [:]
    var users: [String: Located<User>] = [:]
    var contexts: [String: Context] = [:]
    var currentContext: String?

    /// Reads and merges files; ignores missing ones if at least one exists.
    public static func load(paths: [String]) throws(ConfigurationError) -> Kubeconfig {
        var merged = Kubeconfig()
        var found = false
        for path in paths where FileManager.default.fileExists(atPath: path) {
            found = true
            try merged.merge(path: path)
        }
        guard found else {
            throw ConfigurationError("no such kubeconfig: \(paths.joined(separator: ", "))")
        }
        return merged
    }

    /// Reads one kubeconfig from text; relative paths start from `directory`.
    public init(text: String, directory: String = ".") throws(ConfigurationError) {
        try merge(text: text, directory: directory, origin: "kubeconfig")
    }

    private init() {}

    private mutating func merge(path: String) throws(ConfigurationError) {
        let text: String
        do {
            text = try readText(path)
        } catch {
            throw ConfigurationError("\(path) cannot be read: \(error)")
        }
        let slash = path.lastIndex(of: "/")
        try merge(text: text, directory: slash.map { String(path[..<$0]) } ?? ".", origin: path)
    }

    private mutating func merge(
        text: String,
        directory: String,
        origin: String
    ) throws(ConfigurationError) {
        let file: File
        do {
            file = try YAMLText.decodeFirst(File.self, from: text)
        } catch {
            throw ConfigurationError("\(origin) is not a kubeconfig: \(error)")
        }
        for named in file.clusters ?? [] where clusters[named.name] == nil {
            clusters[named.name] = Located(entry: named.cluster, directory: directory)
        }
        for named in file.users ?? [] where users[named.name] == nil {
            users[named.name] = Located(entry: named.user ?? User(), directory: directory)
        }
        for named in file.contexts ?? [] where contexts[named.name] == nil {
            contexts[named.name] = named.context
        }
        if currentContext == nil, let current = file.currentContext, !current.isEmpty {
            currentContext = current
        }
    }

    private struct File: Decodable {
        struct NamedCluster: Decodable { var name: String, cluster: Cluster }
        struct NamedUser: Decodable { var name: String, user: User? }
        struct NamedContext: Decodable { var name: String, context: Context }
        var clusters: [NamedCluster]?
        var users: [NamedUser]?
        var contexts: [NamedContext]?
        var currentContext: String?

        enum CodingKeys: String, CodingKey {
            case clusters, users, contexts
            case currentContext = "current-context"
        }
    }
}
