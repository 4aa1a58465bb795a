public import KubeCore

/// A Service to write.
public struct ServiceApply: Hashable, Sendable, Encodable {
    /// Always `v1`.
    public let apiVersion = ServiceView.resource.apiVersion
    /// Always `Service`.
    public let kind = ServiceView.resource.kind
    /// Metadata.
    public var metadata: ApplyMeta
    /// What is asked for.
    public var spec: Spec

    /// `spec` of a Service.
    public struct Spec: Hashable, Sendable, Encodable {
        /// `ClusterIP`.
        public var type: String?
        /// Labels of the pods behind it.
        public var selector: [String: String]?
        /// Ports it listens on.
        public var ports: [Port]?

        /// Makes a spec; members are set one by one.
        public init() {}
    }

    /// One port of a Service.
    public struct Port: Hashable, Sendable, Encodable {
        /// Port name.
        public var name: String
        /// Port clients connect to.
        public var port: Int
        /// Name of the container port behind it.
        public var targetPort: String
        /// `TCP`; spelt out because server-side apply merges ports by number and protocol.
        public let `protocol` = "TCP"

        /// Describes a port.
        public init(name: String, port: Int, targetPort: String) {
            self.name = name
            self.port = port
            self.targetPort = targetPort
        }
    }

    /// Makes a Service.
    public init(metadata: ApplyMeta, spec: Spec) {
        self.metadata = metadata
        self.spec = spec
    }
}
