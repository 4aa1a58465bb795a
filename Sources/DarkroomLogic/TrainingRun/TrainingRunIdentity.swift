import DarkroomAPI
import KubeCRD
import KubeCore

/// What makes one training run the same run: its spec without what only steers it.
enum TrainingRunIdentity {
    /// Hash of the described run; the Job carries it, so that a changed spec shows on the Job itself.
    ///
    /// It is made from the spec and not from the Job, so that neither a new release nor a new operator configuration
    /// makes a run that has started look changed.
    static func specHash(of spec: TrainingRunSpec) -> String { SpecHash.of(spec.identity) }

    /// Name of the Job of an attempt. The UID is in it, so that a run recreated under the same name never meets a
    /// Job of the one before; the limit leaves room for what pods' names add.
    static func jobName(of metadata: ObjectMeta, attempt: Int) -> String {
        ObjectName.derive(metadata.name, suffix: "\(SpecHash.short(metadata.uid))-\(attempt)", limit: 57)
    }
}
