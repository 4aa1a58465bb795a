public import KubeCore

/// An Argo Workflow to write.
///
/// Source: https://argo-workflows.readthedocs.io/en/latest/fields/
public struct WorkflowApply: Hashable, Sendable, Encodable {
    /// Always `argoproj.io/v1alpha1`.
    public let apiVersion = WorkflowView.resource.apiVersion
    /// Always `Workflow`.
    public let kind = WorkflowView.resource.kind
    /// Metadata.
    public var metadata: ApplyMeta
    /// What is asked for.
    public var spec: Spec

    /// `spec` of a Workflow.
    public struct Spec: Hashable, Sendable, Encodable {
        /// Template the run begins with.
        public var entrypoint: String?
        /// Templates, the entrypoint among them.
        public var templates: [WorkflowTemplateApply]?
        /// Labels and annotations of every pod.
        public var podMetadata: ApplyMeta?
        /// Service account of every pod; Argo's executor reports results with it.
        public var serviceAccountName: String?
        /// Whether pods get a token; false needs `executor`.
        public var automountServiceAccountToken: Bool?
        /// Settings of Argo's own containers.
        public var executor: Executor?
        /// Security settings of every pod.
        public var securityContext: PodSecurityContextApply?
        /// Pods at one time.
        public var parallelism: Int?
        /// Seconds from the start of the run until Argo ends it.
        public var activeDeadlineSeconds: Int?
        /// Whether logs are copied to the artifact store.
        public var archiveLogs: Bool?
        /// When Argo removes the Workflow.
        public var ttlStrategy: TTLStrategy?
        /// Which pods Argo removes.
        public var podGC: PodGC?

        /// Makes a spec; members are set one by one.
        public init() {}
    }

    /// Seconds after its end at which Argo removes a Workflow.
    public struct TTLStrategy: Hashable, Sendable, Encodable {
        /// After any end.
        public var secondsAfterCompletion: Int
        /// After success; takes precedence.
        public var secondsAfterSuccess: Int
        /// After a failure; takes precedence.
        public var secondsAfterFailure: Int

        /// The same time after every end. All three are set: of a default that sets another one, that one would apply.
        public init(seconds: Int) {
            secondsAfterCompletion = seconds
            secondsAfterSuccess = seconds
            secondsAfterFailure = seconds
        }
    }

    /// Which pods Argo removes when they have ended.
    public struct PodGC: Hashable, Sendable, Encodable {
        /// When it removes them.
        public var strategy: String
        /// Labels that a pod must have to be removed.
        public var labelSelector: Selector

        /// A selector of pods.
        public struct Selector: Hashable, Sendable, Encodable {
            /// Labels a pod must have.
            public var matchLabels: [String: String]
        }

        /// Removes pods with these labels when the Workflow ends.
        public init(matchLabels: [String: String]) {
            strategy = "OnWorkflowCompletion"
            labelSelector = Selector(matchLabels: matchLabels)
        }
    }

    /// Settings of Argo's own containers.
    public struct Executor: Hashable, Sendable, Encodable {
        /// Service account whose token they use.
        public var serviceAccountName: String

        /// Names the service account.
        public init(serviceAccountName: String) { self.serviceAccountName = serviceAccountName }
    }

    /// Makes a Workflow.
    public init(metadata: ApplyMeta, spec: Spec) {
        self.metadata = metadata
        self.spec = spec
    }
}

/// One template of a Workflow to write: either `dag` or `container`.
public struct WorkflowTemplateApply: Hashable, Sendable, Encodable {
    /// Template name.
    public var name: String
    /// Tasks and what they depend on.
    public var dag: DAG?
    /// What a step runs.
    public var container: ContainerApply?
    /// Volumes of the step's pods.
    public var volumes: [VolumeApply]?
    /// Labels and annotations of the step's pods.
    public var metadata: ApplyMeta?
    /// When a failed try is followed by another.
    public var retryStrategy: RetryStrategy?
    /// Seconds a try may take on its node. Not allowed beside `dag`.
    public var activeDeadlineSeconds: Int?
    /// Labels a node must have.
    public var nodeSelector: [String: String]?
    /// What a node must be where plain labels cannot say it.
    public var affinity: AffinityApply?
    /// Taints the pods put up with.
    public var tolerations: [Toleration]?

    /// A directed acyclic graph of tasks.
    public struct DAG: Hashable, Sendable, Encodable {
        /// Whether the first failure keeps tasks that do not depend on it from starting.
        public var failFast: Bool
        /// The tasks.
        public var tasks: [Task]

        /// Makes a graph.
        public init(failFast: Bool, tasks: [Task]) {
            self.failFast = failFast
            self.tasks = tasks
        }
    }

    /// A task of a graph.
    public struct Task: Hashable, Sendable, Encodable {
        /// Task name.
        public var name: String
        /// Template it runs.
        public var template: String
        /// Tasks that must have succeeded before.
        public var dependencies: [String]?

        /// Describes a task.
        public init(name: String, template: String, dependencies: [String]? = nil) {
            self.name = name
            self.template = template
            self.dependencies = dependencies
        }
    }

    /// When a failed try is followed by another.
    public struct RetryStrategy: Hashable, Sendable, Encodable {
        /// Tries after the first.
        public var limit: Int
        /// Which ends are tried again.
        public var retryPolicy: String

        /// Describes a strategy.
        public init(limit: Int, retryPolicy: String) {
            self.limit = limit
            self.retryPolicy = retryPolicy
        }
    }

    /// Makes a template; the other members are set one by one.
    public init(name: String) { self.name = name }
}
