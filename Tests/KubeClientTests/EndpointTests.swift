import Testing

@testable import KubeClient

@Suite("Endpoint")
struct EndpointTests {
    @Test(
        "The server's URL is kept without its trailing slash",
        arguments: [
            ("https://example:6443", "https://example:6443"), ("https://example:6443/", "https://example:6443"),
            ("https://example", "https://example"), ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("https://rancher.example/k8s/clusters/c-1", "https://rancher.example/k8s/clusters/c-1"),
            ("https://example/prefix//", "https://example/prefix"),
            ("https://[fd00::1]:6443", "https://[fd00::1]:6443"),
        ]
    )
    func base(server: String, base: String) throws {
        let endpoint = try Endpoint(ClusterConfiguration(server: server))
        #expect(endpoint.base == base)
        #expect(endpoint.isSecure == server.hasPrefix("https"))
        #expect(endpoint.dnsOverride.isEmpty)
    }

    @Test(
        "A URL that is neither http nor https is refused",
        arguments: ["", "example:6443", "ftp://example", "https://", "/path"]
    )
    func refused(server: String) {
        #expect(throws: ConfigurationError.self) { try Endpoint(ClusterConfiguration(server: server)) }
    }

    @Test("The TLS server name replaces the host in the URL, and a DNS override resolves it")
    func serverName() throws {
        let tls = TLSSettings(serverName: "kubernetes.default")
        let endpoint = try Endpoint(ClusterConfiguration(server: "https://10.0.0.1:6443", tls: tls))
        #expect(endpoint.base == "https://kubernetes.default:6443")
        #expect(endpoint.dnsOverride == ["kubernetes.default": "10.0.0.1"])
    }

    @Test("A TLS server name that equals the host, or is absent, changes nothing", arguments: ["example", "", nil])
    func sameName(name: String?) throws {
        let tls = TLSSettings(serverName: name)
        let endpoint = try Endpoint(ClusterConfiguration(server: "https://example:6443", tls: tls))
        #expect(endpoint.base == "https://example:6443")
        #expect(endpoint.dnsOverride.isEmpty)
    }
}
