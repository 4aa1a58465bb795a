import DarkroomAPI
import KubeCRD
import KubeCore

/// What identifies a training run: its spec, without the members that only steer it.
enum TrainingRunIdentity {
    /// Hash of the spec; the Job carries it, so that a changed spec shows on the Job itself.
    ///
    /// It is made from the spec and not from the Job, so that neither a new release nor a new operator configuration
    /// makes a run that has started look changed.
    static func specHash(of spec: TrainingRunSpec) -> String { SpecHash.of(spec.identity) }

    /// Name of the Job of an attempt. It includes the UID, so that a run recreated under the same name never meets a
    /// Job of its predecessor; the limit leaves room for the suffix of pod names.
    static func jobName(of metadata: ObjectMeta, attempt: Int) -> String {
        ObjectName.derive(metadata.name, suffix: "\(SpecHash.short(metadata.uid))-\(attempt)", limit: 57)
    }
}
