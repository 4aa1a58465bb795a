public import KubeCore

/// What is read of a Service: the members whose drift is put right.
public struct ServiceView: KubeObject {
    public static let resource = APIResource(group: "", version: "v1", kind: "Service", plural: "services")

    /// Metadata.
    public var metadata: ObjectMeta
    /// What was asked for.
    public var spec: Spec?

    /// The used part of `spec`.
    public struct Spec: Hashable, Sendable, Decodable {
        /// Labels of the pods behind the Service.
        public var selector: [String: String]?
        /// Ports it listens on.
        public var ports: [Port]?
    }

    /// One port of a Service.
    public struct Port: Hashable, Sendable, Decodable {
        /// Port clients connect to.
        public var port: Int?
    }
}
