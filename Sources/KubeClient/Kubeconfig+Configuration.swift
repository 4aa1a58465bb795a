#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Kubeconfig {
    /// The server and user of a context.
    ///
    /// - Parameter name: Nil selects the current context.
    /// - Throws: ``ConfigurationError`` that names the missing or contradictory entry.
    public func configuration(context name: String? = nil) throws(ConfigurationError) -> ClusterConfiguration {
        guard let contextName = name ?? currentContext else {
            throw ConfigurationError("the kubeconfig has no current-context, and no context was named")
        }
        guard let context = contexts[contextName] else {
            let known = contexts.keys.sorted().joined(separator: ", ")
            throw ConfigurationError("the kubeconfig has no context \"\(contextName)\"; it has: \(known)")
        }
        guard let cluster = clusters[context.cluster] else {
            throw ConfigurationError(
                "context \"\(contextName)\" names cluster \"\(context.cluster)\", which does not exist"
            )
        }
        guard let server = cluster.entry.server, !server.isEmpty else {
            throw ConfigurationError("cluster \"\(context.cluster)\" has no server")
        }
        var user = Located(entry: User(), directory: cluster.directory)
        if let userName = context.user, !userName.isEmpty {
            guard let known = users[userName] else {
                throw ConfigurationError(
                    "context \"\(contextName)\" names user \"\(userName)\", which does not exist"
                )
            }
            user = known
            try known.entry.rejectUnsupportedMembers(named: userName)
        }
        let tls = TLSSettings(
            certificateAuthority: try Self.pem(
                data: cluster.entry.certificateAuthorityData,
                file: cluster.entry.certificateAuthority,
                directory: cluster.directory,
                name: "certificate-authority"
            ),
            clientCertificate: try Self.pem(
                data: user.entry.clientCertificateData,
                file: user.entry.clientCertificate,
                directory: user.directory,
                name: "client-certificate"
            ),
            clientKey: try Self.pem(
                data: user.entry.clientKeyData,
                file: user.entry.clientKey,
                directory: user.directory,
                name: "client-key"
            ),
            serverName: cluster.entry.tlsServerName,
            skipsVerification: cluster.entry.insecureSkipTLSVerify ?? false
        )
        guard (tls.clientCertificate == nil) == (tls.clientKey == nil) else {
            throw ConfigurationError(
                "user \"\(context.user ?? "")\" has a client certificate or a client key, but not both"
            )
        }
        return ClusterConfiguration(
            server: server,
            tls: tls,
            credential: user.entry.credential(directory: user.directory),
            proxyURL: cluster.entry.proxyURL,
            defaultNamespace: context.namespace ?? "default"
        )
    }

    /// Inline data takes precedence over a file, as in kubectl.
    private static func pem(
        data: String?,
        file: String?,
        directory: String,
        name: String
    ) throws(ConfigurationError) -> TLSSettings.PEM? {
        if let data, !data.isEmpty {
            guard let bytes = Data(base64Encoded: data, options: .ignoreUnknownCharacters) else {
                throw ConfigurationError("\(name)-data is not base64")
            }
            return .inline([UInt8](bytes))
        }
        guard let file, !file.isEmpty else { return nil }
        return .file(path: resolve(file, in: directory))
    }

    fileprivate static func resolve(_ path: String, in directory: String) -> String {
        path.hasPrefix("/") ? path : "\(directory)/\(path)"
    }
}

extension Kubeconfig.User {
    /// Same order as kubectl: token file, token, basic authentication, exec plugin.
    func credential(directory: String) -> Credential {
        if let tokenFile, !tokenFile.isEmpty {
            return .tokenFile(path: Kubeconfig.resolve(tokenFile, in: directory))
        }
        if let token, !token.isEmpty { return .token(token) }
        if let username, let password { return .basic(username: username, password: password) }
        if var exec {
            // A command with a slash is relative to the file; a bare name is looked up in PATH.
            if exec.command.contains("/") { exec.command = Kubeconfig.resolve(exec.command, in: directory) }
            return .exec(exec)
        }
        return .none
    }
}

extension Kubeconfig.User {
    /// Rejects members that would otherwise be ignored, so that requests would use another account than the file says.
    fileprivate func rejectUnsupportedMembers(named name: String) throws(ConfigurationError) {
        if let impersonated, !impersonated.isEmpty {
            throw ConfigurationError(
                "user \"\(name)\" has `as: \(impersonated)`, which is not supported: use credentials of that account"
            )
        }
        guard authProvider == nil else {
            throw ConfigurationError(
                "user \"\(name)\" has an auth-provider, which is not supported: use a plugin (`exec`) or a token"
            )
        }
    }
}
