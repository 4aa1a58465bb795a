public import KubeCore

/// A Job to write.
public struct JobApply: Hashable, Sendable, Encodable {
    /// Always `batch/v1`.
    public let apiVersion = JobView.resource.apiVersion
    /// Always `Job`.
    public let kind = JobView.resource.kind
    /// Metadata.
    public var metadata: ApplyMeta
    /// What is asked for.
    public var spec: Spec

    /// `spec` of a Job.
    public struct Spec: Hashable, Sendable, Encodable {
        /// Failed pods that are tolerated.
        public var backoffLimit: Int?
        /// Seconds after its end at which the server removes the Job and its pods.
        public var ttlSecondsAfterFinished: Int?
        /// Template of the pods; immutable once the Job exists.
        public var template: PodTemplateApply?

        /// Makes a spec; members are set one by one.
        public init() {}
    }

    /// Makes a Job.
    public init(metadata: ApplyMeta, spec: Spec) {
        self.metadata = metadata
        self.spec = spec
    }
}
