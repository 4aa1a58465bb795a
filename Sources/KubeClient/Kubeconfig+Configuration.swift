#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Kubeconfig {
    /// The server and user that a context names.
    ///
    /// - Parameter name: Nil takes the current context.
    /// - Throws: ``ConfigurationError`` naming the entry that is missing or contradictory.
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
                "context \"\(contextName)\" names cluster \"\(context.cluster)\", which is not there"
            )
        }
        guard let server = cluster.entry.server, !server.isEmpty else {
            throw ConfigurationError("cluster \"\(context.cluster)\" has no server")
        }
        var user = Located(entry: User(), directory: cluster.directory)
        if let userName = context.user, !userName.isEmpty {
            guard let known = users[userName] else {
                throw ConfigurationError(
                    "context \"\(contextName)\" names user \"\(userName)\", which is not there"
                )
            }
            user = known
            try known.entry.refuseWhatIsNotSupported(named: userName)
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

    /// Inline data wins over a file, as in kubectl.
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
    /// kubectl's order: a token file wins over a token, both over basic authentication, exec comes last.
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
    /// Passed over, these members would have everything done in another's name than the one that the file says.
    fileprivate func refuseWhatIsNotSupported(named name: String) throws(ConfigurationError) {
        if let impersonated, !impersonated.isEmpty {
            throw ConfigurationError(
                "user \"\(name)\" is to act as \"\(impersonated)\" (`as`), which is not supported: use credentials of that account"
            )
        }
        guard authProvider == nil else {
            throw ConfigurationError(
                "user \"\(name)\" has an auth-provider, which is not supported: use a plugin (`exec`) or a token"
            )
        }
    }
}
