/// A container to write.
public struct ContainerApply: Hashable, Sendable, Encodable {
    /// Container name; nil in Argo templates, where Argo names it.
    public var name: String?
    /// Image.
    public var image: String?
    /// Entry point; nil is the image's own.
    public var command: [String]?
    /// Arguments.
    public var args: [String]?
    /// Environment, in the order in which it is given.
    public var env: [EnvVarApply]?
    /// Ports.
    public var ports: [ContainerPortApply]?
    /// CPU, memory and accelerators.
    public var resources: ResourcesApply?
    /// Volumes it sees.
    public var volumeMounts: [VolumeMountApply]?
    /// When the container takes traffic.
    public var readinessProbe: ProbeApply?
    /// Security settings.
    public var securityContext: SecurityContextApply?

    /// Makes a container; members are set one by one.
    public init() {}
}

/// An environment variable to write: a value or a reference, never both.
public struct EnvVarApply: Hashable, Sendable, Encodable {
    /// Variable name.
    public var name: String
    /// Plain value.
    public var value: String?
    /// Where the value comes from.
    public var valueFrom: Source?

    /// Where a value comes from.
    public struct Source: Hashable, Sendable, Encodable {
        /// A key of a Secret in the pod's namespace.
        public var secretKeyRef: SecretKey
    }

    /// A key of a Secret.
    public struct SecretKey: Hashable, Sendable, Encodable {
        /// Secret name.
        public var name: String
        /// Key within it.
        public var key: String
        /// Whether the variable is left out when the key or the Secret is missing; nil for no.
        public var optional: Bool?
    }

    /// A variable with a plain value.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// A variable whose value the kubelet takes from a Secret.
    ///
    /// - Parameter isOptional: Whether the variable is left out when the key or the Secret is missing.
    public init(name: String, secret: String, key: String, isOptional: Bool = false) {
        self.name = name
        valueFrom = Source(secretKeyRef: SecretKey(name: secret, key: key, optional: isOptional ? true : nil))
    }
}

/// A container port to write.
public struct ContainerPortApply: Hashable, Sendable, Encodable {
    /// Port name, for probes and Services.
    public var name: String
    /// Port number.
    public var containerPort: Int

    /// Names a port.
    public init(name: String, containerPort: Int) {
        self.name = name
        self.containerPort = containerPort
    }
}

/// Resource requirements to write; quantities in Kubernetes' notation.
public struct ResourcesApply: Hashable, Sendable, Encodable {
    /// What the scheduler sets aside.
    public var requests: [String: String]?
    /// What may not be exceeded.
    public var limits: [String: String]?

    /// Makes requirements.
    public init(requests: [String: String]? = nil, limits: [String: String]? = nil) {
        self.requests = requests
        self.limits = limits
    }
}

/// A probe to write.
public struct ProbeApply: Hashable, Sendable, Encodable {
    /// What is asked; nil where a connection is enough.
    public var httpGet: HTTPGet?
    /// What is connected to; nil where something is asked.
    public var tcpSocket: TCPSocket?
    /// Seconds between probes.
    public var periodSeconds: Int?
    /// Seconds until a probe counts as failed.
    public var timeoutSeconds: Int?
    /// Failures in a row until the container counts as not ready.
    public var failureThreshold: Int?

    /// An HTTP GET that succeeds with any 2xx or 3xx status.
    public struct HTTPGet: Hashable, Sendable, Encodable {
        /// Path with a leading slash.
        public var path: String
        /// Port name.
        public var port: String
    }

    /// A connection that need only come about.
    public struct TCPSocket: Hashable, Sendable, Encodable {
        /// Port name.
        public var port: String
    }

    /// A probe of the port named `port`.
    ///
    /// - Parameter path: What is asked there; nil is content with a connection.
    public init(path: String?, port: String) {
        if let path {
            httpGet = HTTPGet(path: path, port: port)
        } else {
            tcpSocket = TCPSocket(port: port)
        }
    }
}

/// Security settings of a container to write.
public struct SecurityContextApply: Hashable, Sendable, Encodable {
    /// Whether a process may gain more rights than its parent.
    public var allowPrivilegeEscalation: Bool?
    /// Linux capabilities.
    public var capabilities: Capabilities?
    /// Whether Kubernetes rejects running as root.
    public var runAsNonRoot: Bool?
    /// System call filter.
    public var seccompProfile: PodSecurityContextApply.SeccompProfile?

    /// Linux capabilities.
    public struct Capabilities: Hashable, Sendable, Encodable {
        /// Capabilities taken away.
        public var drop: [String]

        /// Takes capabilities away.
        public init(drop: [String]) { self.drop = drop }
    }

    /// Makes settings; members are set one by one.
    public init() {}
}
