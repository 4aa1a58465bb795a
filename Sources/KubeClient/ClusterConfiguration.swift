/// Everything needed to reach one API server as one user.
public struct ClusterConfiguration: Sendable {
    /// Base URL of the server, such as `https://10.0.0.1:6443`; a path prefix is kept.
    public var server: String
    /// How the connection is secured.
    public var tls: TLSSettings
    /// How requests are authenticated.
    public var credential: Credential
    /// HTTP or SOCKS5 proxy, such as `http://proxy:3128` or `socks5://proxy:1080`; nil connects directly.
    public var proxyURL: String?
    /// Namespace to use when none is given.
    public var defaultNamespace: String

    /// Describes a server and a user.
    public init(
        server: String,
        tls: TLSSettings = TLSSettings(),
        credential: Credential = .none,
        proxyURL: String? = nil,
        defaultNamespace: String = "default"
    ) {
        self.server = server
        self.tls = tls
        self.credential = credential
        self.proxyURL = proxyURL
        self.defaultNamespace = defaultNamespace
    }
}

/// How the client verifies the server and authenticates with a certificate.
public struct TLSSettings: Hashable, Sendable {
    /// PEM data, or a file that is read on each use, so that rotation takes effect.
    public enum PEM: Hashable, Sendable {
        case inline([UInt8])
        case file(path: String)
    }

    /// CA certificates that the server's certificate must chain to; nil uses the system's.
    public var certificateAuthority: PEM?
    /// The client's certificate chain.
    public var clientCertificate: PEM?
    /// The client's private key.
    public var clientKey: PEM?
    /// Name that the server's certificate must have, if it differs from the URL's host.
    public var serverName: String?
    /// Accepts any server certificate. For development only.
    public var skipsVerification: Bool

    /// Describes TLS settings.
    public init(
        certificateAuthority: PEM? = nil,
        clientCertificate: PEM? = nil,
        clientKey: PEM? = nil,
        serverName: String? = nil,
        skipsVerification: Bool = false
    ) {
        self.certificateAuthority = certificateAuthority
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.serverName = serverName
        self.skipsVerification = skipsVerification
    }
}

/// How a request authenticates its sender.
public enum Credential: Hashable, Sendable {
    /// No credentials other than the client certificate, if any.
    case none
    /// A bearer token that never changes.
    case token(String)
    /// A bearer token in a file, reread at least every minute, because bound service account tokens rotate.
    case tokenFile(path: String)
    /// HTTP basic authentication.
    case basic(username: String, password: String)
    /// A credential plugin (client.authentication.k8s.io).
    case exec(ExecPlugin)
}
