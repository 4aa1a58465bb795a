internal import KubeCore

/// How a gateway process runs.
public struct GatewayOptions: Sendable {
    /// Address to listen on.
    public var host: String
    /// Port for requests.
    public var port: Int
    /// Port of health, metrics, and the numbers for other replicas.
    public var controlPort: Int
    /// Nil watches all namespaces.
    public var watchNamespace: String?
    /// Namespace of the gateway itself: of its Lease and of its replicas' pods.
    public var namespace: String
    /// Name of this replica's pod.
    public var podName: String
    /// Name of this replica in the Lease, unique across restarts.
    public var identity: String
    /// Labels of all replicas' pods; empty when this one is the only one.
    public var peerLabels: [String: String]
    /// How long the replica keeps accepting requests after it has stopped being ready, until every proxy knows.
    public var shutdownDelay: Duration
    /// How long requests in progress then have to finish.
    public var drainTime: Duration
    /// Receives whole lines of the access log; nil for no log.
    public var writeAccessLog: (@Sendable (String) -> Void)?

    /// Makes options.
    public init(
        host: String = "0.0.0.0",
        port: Int,
        controlPort: Int,
        watchNamespace: String? = nil,
        namespace: String,
        podName: String,
        identity: String,
        peerLabels: [String: String] = [:],
        shutdownDelay: Duration = .seconds(5),
        drainTime: Duration = .seconds(30),
        writeAccessLog: (@Sendable (String) -> Void)? = nil
    ) {
        self.host = host
        self.port = port
        self.controlPort = controlPort
        self.watchNamespace = watchNamespace
        self.namespace = namespace
        self.podName = podName
        self.identity = identity
        self.peerLabels = peerLabels
        self.shutdownDelay = shutdownDelay
        self.drainTime = drainTime
        self.writeAccessLog = writeAccessLog
    }

    /// The Lease by which replicas agree on the one that scales.
    var lease: ObjectKey { ObjectKey(namespace: namespace, name: "darkroom-gateway") }
}
