public import KubeCore

/// What is read of a Deployment: its scale, its health, and the members whose drift is put right.
public struct DeploymentView: KubeObject {
    public static let resource = APIResource(
        group: "apps",
        version: "v1",
        kind: "Deployment",
        plural: "deployments"
    )

    /// Metadata.
    public var metadata: ObjectMeta
    /// What was asked for.
    public var spec: Spec?
    /// How it is.
    public var status: Status?

    /// The used part of `spec`.
    public struct Spec: Hashable, Sendable, Decodable {
        /// Desired pods.
        public var replicas: Int?
        /// The pods' template.
        public var template: Template?
    }

    /// The used part of the pod template.
    public struct Template: Hashable, Sendable, Decodable {
        /// The template's pod spec.
        public var spec: PodSpec?
    }

    /// The used part of the template's pod spec.
    public struct PodSpec: Hashable, Sendable, Decodable {
        /// Containers that end before the others begin.
        public var initContainers: [Container]?
        /// Containers.
        public var containers: [Container]?
        /// Labels a node must have.
        public var nodeSelector: [String: String]?
    }

    /// The used part of a container.
    public struct Container: Hashable, Sendable, Decodable {
        /// Container name.
        public var name: String?
        /// Image.
        public var image: String?
        /// Entry point.
        public var command: [String]?
        /// Arguments.
        public var args: [String]?
    }

    /// The used part of `status`.
    public struct Status: Hashable, Sendable, Decodable {
        /// Generation the Deployment controller has seen.
        public var observedGeneration: Int64?
        /// Pods that exist.
        public var replicas: Int?
        /// Pods that take traffic.
        public var readyReplicas: Int?
        /// Pods of the newest template.
        public var updatedReplicas: Int?
        /// `Available`, `Progressing`, `ReplicaFailure`.
        public var conditions: [ObservedCondition]?
    }
}
