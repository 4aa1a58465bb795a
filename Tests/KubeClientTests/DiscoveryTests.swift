import KubeClient
import Testing

@Suite("Finding the cluster")
struct DiscoveryTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func kubeconfig(server: String, at name: String) throws -> String {
        try directory.write(
            """
            current-context: m
            contexts: [{name: m, context: {cluster: c}}]
            clusters: [{name: c, cluster: {server: "\(server)"}}]
            """,
            to: name
        )
    }

    @Test("A path that the user gives takes precedence over everything else")
    func explicit() throws {
        let given = try kubeconfig(server: "https://given", at: "given")
        let variable = try kubeconfig(server: "https://variable", at: "variable")
        let found = try ClusterConfiguration.discover(
            kubeconfig: given,
            environment: ["KUBECONFIG": variable, "KUBERNETES_SERVICE_HOST": "10.0.0.1"]
        )
        #expect(found.server == "https://given")
    }

    @Test("KUBECONFIG may name several files, and takes precedence over the service account")
    func variable() throws {
        let variable = try kubeconfig(server: "https://variable", at: "variable")
        let found = try ClusterConfiguration.discover(
            environment: ["KUBECONFIG": "/no/such:\(variable)", "KUBERNETES_SERVICE_HOST": "10.0.0.1"]
        )
        #expect(found.server == "https://variable")
    }

    @Test("The kubeconfig in the home directory is tried last")
    func home() throws {
        _ = try kubeconfig(server: "https://home", at: ".kube/config")
        let found = try ClusterConfiguration.discover(environment: ["HOME": directory.path, "KUBECONFIG": ""])
        #expect(found.server == "https://home")
    }

    @Test("The error when nothing is found lists the places that were searched")
    func nothing() {
        let error = #expect(throws: ConfigurationError.self) {
            try ClusterConfiguration.discover(environment: ["HOME": directory.path])
        }
        #expect(error?.description.contains("--kubeconfig") == true)
        #expect(error?.description.contains("KUBECONFIG is not set") == true)
        #expect(error?.description.contains("\(directory.path)/.kube/config does not exist") == true)
    }

    @Test(
        "A pod uses its service account",
        arguments: [("10.0.0.1", "https://10.0.0.1:6443"), ("fd00::1", "https://[fd00::1]:6443")]
    )
    func inCluster(host: String, server: String) throws {
        try directory.write("token\n", to: "token")
        try directory.write("team\n", to: "namespace")
        let found = try ClusterConfiguration.inCluster(
            environment: ["KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": "6443"],
            directory: directory.path
        )
        #expect(found.server == server)
        #expect(found.credential == .tokenFile(path: "\(directory.path)/token"))
        #expect(found.tls.certificateAuthority == .file(path: "\(directory.path)/ca.crt"))
        #expect(found.defaultNamespace == "team")
    }

    @Test("Outside a pod, or without a token, the service account configuration says what is missing")
    func notInCluster() {
        let outside = #expect(throws: ConfigurationError.self) {
            try ClusterConfiguration.inCluster(environment: [:], directory: directory.path)
        }
        #expect(outside?.description.contains("does not run in a pod") == true)
        let withoutToken = #expect(throws: ConfigurationError.self) {
            try ClusterConfiguration.inCluster(
                environment: ["KUBERNETES_SERVICE_HOST": "10.0.0.1"],
                directory: directory.path
            )
        }
        #expect(withoutToken?.description.contains("automountServiceAccountToken") == true)
    }
}
