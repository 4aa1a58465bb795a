public import KubeCore

/// A Deployment to write.
public struct DeploymentApply: Hashable, Sendable, Encodable {
    /// Always `apps/v1`.
    public let apiVersion = DeploymentView.resource.apiVersion
    /// Always `Deployment`.
    public let kind = DeploymentView.resource.kind
    /// Metadata.
    public var metadata: ApplyMeta
    /// What is asked for.
    public var spec: Spec

    /// `spec` of a Deployment.
    public struct Spec: Hashable, Sendable, Encodable {
        /// Desired pods; written on creation only: afterwards the autoscaler owns the number.
        public var replicas: Int?
        /// Which pods are its own; immutable.
        public var selector: Selector?
        /// How pods are replaced.
        public var strategy: Strategy?
        /// Seconds without progress until a rollout counts as stuck.
        public var progressDeadlineSeconds: Int?
        /// Old ReplicaSets that are kept.
        public var revisionHistoryLimit: Int?
        /// Template of the pods.
        public var template: PodTemplateApply?

        /// Makes a spec; members are set one by one.
        public init() {}
    }

    /// A label selector.
    public struct Selector: Hashable, Sendable, Encodable {
        /// Labels a pod must have.
        public var matchLabels: [String: String]

        /// Selects by labels.
        public init(matchLabels: [String: String]) { self.matchLabels = matchLabels }
    }

    /// How pods are replaced.
    public struct Strategy: Hashable, Sendable, Encodable {
        /// `RollingUpdate` or `Recreate`.
        public var type: String
        /// Bounds of a rolling update.
        public var rollingUpdate: RollingUpdate?

        /// Replaces pods within bounds.
        public static func rolling(maxSurge: Int, maxUnavailable: Int) -> Strategy {
            let bounds = RollingUpdate(maxSurge: maxSurge, maxUnavailable: maxUnavailable)
            return Strategy(type: "RollingUpdate", rollingUpdate: bounds)
        }
    }

    /// Bounds of a rolling update, in pods.
    public struct RollingUpdate: Hashable, Sendable, Encodable {
        /// Pods above the desired number.
        public var maxSurge: Int
        /// Pods below the desired number.
        public var maxUnavailable: Int
    }

    /// Makes a Deployment.
    public init(metadata: ApplyMeta, spec: Spec) {
        self.metadata = metadata
        self.spec = spec
    }
}
