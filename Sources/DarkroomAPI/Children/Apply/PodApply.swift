public import KubeCore

/// A pod template to write: a typed allow-list. Pods cannot get any other member.
public struct PodTemplateApply: Hashable, Sendable, Encodable {
    /// Labels and annotations of the pods.
    public var metadata: ApplyMeta?
    /// The pods' spec.
    public var spec: PodSpecApply?

    /// Makes a template.
    public init(metadata: ApplyMeta? = nil, spec: PodSpecApply? = nil) {
        self.metadata = metadata
        self.spec = spec
    }
}

/// A pod spec to write.
public struct PodSpecApply: Hashable, Sendable, Encodable {
    /// Containers that end before the others begin.
    public var initContainers: [ContainerApply]?
    /// Containers; exactly one in everything Darkroom writes.
    public var containers: [ContainerApply]?
    /// Volumes that containers mount.
    public var volumes: [VolumeApply]?
    /// Seconds that containers get to finish when they are told to end.
    public var terminationGracePeriodSeconds: Int?
    /// `Never` for runs.
    public var restartPolicy: String?
    /// Whether the pod gets a token for the Kubernetes API.
    public var automountServiceAccountToken: Bool?
    /// Whether every Service of the namespace is announced in the environment.
    public var enableServiceLinks: Bool?
    /// Labels a node must have.
    public var nodeSelector: [String: String]?
    /// What a node must be where plain labels cannot say it.
    public var affinity: AffinityApply?
    /// Taints the pod puts up with.
    public var tolerations: [Toleration]?
    /// Security settings of the whole pod.
    public var securityContext: PodSecurityContextApply?

    /// Makes a pod spec; members are set one by one.
    public init() {}
}

/// A taint that a pod puts up with.
public struct Toleration: Hashable, Sendable, Codable {
    /// Taint key; nil with `Exists` is every taint.
    public var key: String?
    /// `Exists` or `Equal`.
    public var `operator`: String?
    /// Taint value, for `Equal`.
    public var value: String?
    /// Taint effect; nil is every effect.
    public var effect: String?

    /// Describes a toleration.
    public init(key: String? = nil, operator: String? = nil, value: String? = nil, effect: String? = nil) {
        self.key = key
        self.operator = `operator`
        self.value = value
        self.effect = effect
    }
}

/// Node affinity to write.
public struct AffinityApply: Hashable, Sendable, Encodable {
    /// Node part; the only one used.
    public var nodeAffinity: NodeAffinity

    /// `nodeAffinity` with hard requirements only.
    public struct NodeAffinity: Hashable, Sendable, Encodable {
        /// What a node must be when a pod is scheduled.
        public var requiredDuringSchedulingIgnoredDuringExecution: NodeSelector
    }

    /// Terms; at least one must match.
    public struct NodeSelector: Hashable, Sendable, Encodable {
        /// The alternatives.
        public var nodeSelectorTerms: [Term]
    }

    /// Requirements that must all hold.
    public struct Term: Hashable, Sendable, Encodable {
        /// The requirements.
        public var matchExpressions: [NodeRequirement]
    }

    /// Requires all of `requirements` of a node.
    public init(nodesMatching requirements: [NodeRequirement]) {
        nodeAffinity = NodeAffinity(
            requiredDuringSchedulingIgnoredDuringExecution: NodeSelector(
                nodeSelectorTerms: [Term(matchExpressions: requirements)])
        )
    }
}

/// One requirement on a node's labels.
public struct NodeRequirement: Hashable, Sendable, Codable {
    /// Label key.
    public var key: String
    /// `In`, `NotIn`, `Exists`, `DoesNotExist`.
    public var `operator`: String
    /// Values for `In` and `NotIn`.
    public var values: [String]?

    /// Describes a requirement.
    public init(key: String, operator: String, values: [String]? = nil) {
        self.key = key
        self.operator = `operator`
        self.values = values
    }
}

/// Security settings of a pod to write.
public struct PodSecurityContextApply: Hashable, Sendable, Encodable {
    /// Whether Kubernetes rejects a container that would run as root.
    public var runAsNonRoot: Bool?
    /// User id of the containers; nil is the image's own.
    public var runAsUser: Int64?
    /// Group that owns the volumes; nil leaves them unchanged.
    public var fsGroup: Int64?
    /// System call filter.
    public var seccompProfile: SeccompProfile?

    /// System call filter.
    public struct SeccompProfile: Hashable, Sendable, Encodable {
        /// `RuntimeDefault`, or what else the API knows.
        public var type: String

        /// Names a filter.
        public init(type: String) { self.type = type }
    }

    /// Makes settings; members are set one by one.
    public init() {}
}
