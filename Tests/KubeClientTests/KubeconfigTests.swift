import FoundationEssentials
import Testing

@testable import KubeClient

@Suite("Kubeconfig")
struct KubeconfigTests {
    private func configuration(
        cluster: String = "server: https://example:6443",
        user: String = "token: secret",
        context: String? = nil
    ) throws -> ClusterConfiguration {
        let text = """
            apiVersion: v1
            kind: Config
            current-context: main
            contexts:
            - name: main
              context: {cluster: c, user: u, namespace: team}
            clusters:
            - name: c
              cluster: {\(cluster)}
            users:
            - name: u
              user: {\(user)}
            """
        return try Kubeconfig(text: text, directory: "/etc/kube").configuration(context: context)
    }

    @Test("Server, namespace and token are read")
    func basics() throws {
        let configuration = try configuration()
        #expect(configuration.server == "https://example:6443")
        #expect(configuration.defaultNamespace == "team")
        #expect(configuration.credential == .token("secret"))
        #expect(configuration.tls == TLSSettings())
        #expect(configuration.proxyURL == nil)
    }

    @Test(
        "A user with impersonation, or with an auth provider that no longer exists, is refused",
        arguments: [
            ("token: secret, as: operator, as-groups: [g]", #"user "u" has `as: operator`"#),
            ("auth-provider: {name: gcp}", "use a plugin (`exec`)"),
        ]
    )
    func unsupported(user: String, words: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try configuration(user: user) }
        #expect(error?.description.contains(words) == true)
    }

    @Test("Inline data is decoded, and takes precedence over a file")
    func inlineData() throws {
        let data = Data("PEM".utf8).base64EncodedString()
        let configuration = try configuration(
            cluster: "server: s, certificate-authority-data: \(data), certificate-authority: ca.crt",
            user: "client-certificate-data: \(data), client-key-data: \(data)"
        )
        #expect(configuration.tls.certificateAuthority == .inline(Array("PEM".utf8)))
        #expect(configuration.tls.clientCertificate == .inline(Array("PEM".utf8)))
        #expect(configuration.tls.clientKey == .inline(Array("PEM".utf8)))
        #expect(configuration.credential == .none)
    }

    @Test("Relative file paths are relative to the kubeconfig")
    func files() throws {
        let configuration = try configuration(
            cluster: "server: s, certificate-authority: pki/ca.crt",
            user: "client-certificate: /abs/tls.crt, client-key: tls.key, tokenFile: token"
        )
        #expect(configuration.tls.certificateAuthority == .file(path: "/etc/kube/pki/ca.crt"))
        #expect(configuration.tls.clientCertificate == .file(path: "/abs/tls.crt"))
        #expect(configuration.tls.clientKey == .file(path: "/etc/kube/tls.key"))
        #expect(configuration.credential == .tokenFile(path: "/etc/kube/token"))
    }

    @Test(
        "Of several credentials the one with the highest precedence is used",
        arguments: [
            ("tokenFile: /t, token: x, username: me, password: p, exec: {command: c}", .tokenFile(path: "/t")),
            ("token: x, username: me, password: p, exec: {command: c}", .token("x")),
            ("username: me, password: p, exec: {command: c}", .basic(username: "me", password: "p")),
            ("exec: {command: c}", .exec(bare("c"))),
            ("exec: {command: bin/c}", .exec(bare("/etc/kube/bin/c"))),
            ("token: \"\", tokenFile: \"\", exec: {command: /bin/c, args: null, env: null}", .exec(bare("/bin/c"))),
            ("", .none),
            ("username: me", .none),
        ] as [(String, Credential)]
    )
    func precedence(user: String, credential: Credential) throws {
        #expect(try configuration(user: user).credential == credential)
    }

    @Test("A plugin is read with all its settings")
    func plugin() throws {
        let user = """
            exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws, args: [eks, get-token],
              env: [{name: PROFILE, value: x}], installHint: Install it., interactiveMode: Never}
            """
        var plugin = bare("aws")
        plugin.args = ["eks", "get-token"]
        plugin.env = [.init(name: "PROFILE", value: "x")]
        plugin.apiVersion = "client.authentication.k8s.io/v1beta1"
        plugin.installHint = "Install it."
        #expect(try configuration(user: user).credential == .exec(plugin))
    }

    @Test("TLS server name, insecure connections and proxies are read")
    func connection() throws {
        let configuration = try configuration(
            cluster: "server: s, tls-server-name: other, insecure-skip-tls-verify: true, proxy-url: http://proxy:3128"
        )
        #expect(configuration.tls.serverName == "other")
        #expect(configuration.tls.skipsVerification)
        #expect(configuration.proxyURL == "http://proxy:3128")
    }

    @Test("A kubeconfig in JSON is read too")
    func json() throws {
        let text = #"""
            {"current-context":"m","contexts":[{"name":"m","context":{"cluster":"c"}}],
             "clusters":[{"name":"c","cluster":{"server":"https://s"}}],"users":null}
            """#
        #expect(try Kubeconfig(text: text).configuration().server == "https://s")
    }

    @Test("The error for an invalid kubeconfig names the problem", arguments: KubeconfigFault.all)
    func faults(fault: KubeconfigFault) {
        let error = #expect(throws: ConfigurationError.self) {
            try Kubeconfig(text: fault.text).configuration(context: fault.context)
        }
        #expect(error?.description.contains(fault.words) == true, "\(String(describing: error))")
    }

    @Test("A user that is null counts as a user without credentials")
    func nullUser() throws {
        let text = """
            current-context: m
            contexts: [{name: m, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: s}}]
            users: [{name: u, user: null}]
            """
        #expect(try Kubeconfig(text: text).configuration().credential == .none)
    }

    @Test("Of several files the first with a setting determines it, and paths are relative to their own file")
    func merging() throws {
        let directory = try TemporaryDirectory()
        let one = try directory.write(
            """
            current-context: both
            contexts: [{name: both, context: {cluster: c, user: u}}]
            users: [{name: u, user: {tokenFile: token}}]
            """,
            to: "one/config"
        )
        let other = try directory.write(
            """
            current-context: other
            contexts: [{name: both, context: {cluster: x, user: x}}, {name: other, context: {cluster: c}}]
            clusters: [{name: c, cluster: {server: s, certificate-authority: ca.crt}}]
            users: [{name: u, user: {token: other}}]
            """,
            to: "other/config"
        )
        let merged = try Kubeconfig.load(paths: [one, "\(directory.path)/missing", other])
        let configuration = try merged.configuration()
        #expect(configuration.credential == .tokenFile(path: "\(directory.path)/one/token"))
        #expect(configuration.tls.certificateAuthority == .file(path: "\(directory.path)/other/ca.crt"))
        #expect(try merged.configuration(context: "other").credential == .none)
    }

    @Test("The error for a kubeconfig that does not exist names the file")
    func missing() {
        let error = #expect(throws: ConfigurationError.self) { try Kubeconfig.load(paths: ["/no/such", "/nor/this"]) }
        #expect(error?.description == "no such kubeconfig: /no/such, /nor/this")
    }
}

/// A kubeconfig with one mistake, and the text that reports it.
struct KubeconfigFault: Sendable, CustomTestStringConvertible {
    let words: String
    let text: String
    var context: String?

    var testDescription: String { words }

    private static let contexts = "current-context: m\ncontexts: [{name: m, context: {cluster: c, user: u}}]\n"
    private static let clusters = "clusters: [{name: c, cluster: {server: s}}]\n"

    static let all = [
        KubeconfigFault(words: "no current-context", text: clusters),
        KubeconfigFault(words: "no context \"x\"; it has: m", text: contexts, context: "x"),
        KubeconfigFault(words: "no context \"m\"", text: "current-context: m"),
        KubeconfigFault(words: "names cluster \"c\", which does not exist", text: contexts),
        KubeconfigFault(words: "cluster \"c\" has no server", text: contexts + "clusters: [{name: c, cluster: {}}]"),
        KubeconfigFault(words: "names user \"u\", which does not exist", text: contexts + clusters),
        KubeconfigFault(
            words: "client-certificate-data is not base64",
            text: contexts + clusters + "users: [{name: u, user: {client-certificate-data: \"=a\"}}]"
        ),
        KubeconfigFault(
            words: "user \"u\" has a client certificate or a client key, but not both",
            text: contexts + clusters + "users: [{name: u, user: {client-certificate: /tls.crt}}]"
        ),
        KubeconfigFault(words: ".clusters[0].cluster is missing", text: contexts + "clusters: [{name: c}]"),
        KubeconfigFault(
            words: ".users[0].user.token is not of type String",
            text: contexts + clusters + "users: [{name: u, user: {token: 12}}]"
        ),
        KubeconfigFault(words: "is not a kubeconfig", text: "contexts: [{name"),
        KubeconfigFault(words: "is not a kubeconfig", text: ""),
        KubeconfigFault(words: "is not a kubeconfig", text: "just words"),
    ]
}

/// A plugin with only a command.
private func bare(_ command: String) -> ExecPlugin {
    ExecPlugin(command: command, args: [], env: [], apiVersion: "client.authentication.k8s.io/v1")
}
