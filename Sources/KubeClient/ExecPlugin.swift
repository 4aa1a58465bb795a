/// A program that prints credentials, configured in kubeconfig's `users[].user.exec`.
///
/// Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
public struct ExecPlugin: Hashable, Sendable {
    /// One environment variable of the program.
    public struct Variable: Hashable, Sendable, Decodable {
        /// Name.
        public var name: String
        /// Value.
        public var value: String
    }

    /// Program: a path, or a name looked up in `PATH`.
    public var command: String
    /// Arguments.
    public var args: [String]
    /// Variables to add to this process's environment.
    public var env: [Variable]
    /// Version of `ExecCredential` to use.
    public var apiVersion: String
    /// Hint for users who have not installed the program.
    public var installHint: String?
}

extension ExecPlugin: Decodable {
    private enum CodingKeys: String, CodingKey { case command, args, env, apiVersion, installHint }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        command = try container.decode(String.self, forKey: .command)
        args = try container.decodeIfPresent([String].self, forKey: .args) ?? []
        env = try container.decodeIfPresent([Variable].self, forKey: .env) ?? []
        apiVersion =
            try container.decodeIfPresent(String.self, forKey: .apiVersion)
            ?? "client.authentication.k8s.io/v1"
        installHint = try container.decodeIfPresent(String.self, forKey: .installHint)
    }
}
