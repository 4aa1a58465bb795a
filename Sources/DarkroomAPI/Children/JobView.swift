public import KubeCore

/// What is read of a Job.
public struct JobView: KubeObject {
    public static let resource = APIResource(group: "batch", version: "v1", kind: "Job", plural: "jobs")

    /// Metadata.
    public var metadata: ObjectMeta
    /// What was asked for.
    public var spec: Spec?
    /// How it is.
    public var status: Status?

    /// The used part of `spec`.
    public struct Spec: Hashable, Sendable, Decodable {
        /// Whether the Job is held back. Servers that know the field always default it (Kubernetes 1.21 and later),
        /// so nil means that this server drops it.
        public var suspend: Bool?
        /// Seconds from `status.startTime` until the Job is ended.
        public var activeDeadlineSeconds: Int?
        /// Pods at a time; 0 makes the Job controller end those that run.
        public var parallelism: Int?
        /// Controller that runs the Job's pods, perhaps in another cluster; nil for Kubernetes' own.
        public var managedBy: String?
    }

    /// Whether the Job's own spec makes the Job controller end its pods.
    public var isHeld: Bool { spec?.suspend == true || spec?.parallelism == 0 }

    /// The used part of `status`.
    public struct Status: Hashable, Sendable, Decodable {
        /// Pods that ended well.
        public var succeeded: Int?
        /// Pods that ended badly.
        public var failed: Int?
        /// `Complete`, `Failed`, `Suspended`.
        public var conditions: [ObservedCondition]?
        /// When the Job controller took the Job up; reset when a suspended Job resumes.
        public var startTime: Timestamp?
        /// When the Job succeeded; not set on failure.
        public var completionTime: Timestamp?
    }
}
