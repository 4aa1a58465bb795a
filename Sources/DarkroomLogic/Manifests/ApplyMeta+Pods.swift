import DarkroomAPI
import KubeCore

extension ApplyMeta {
    /// Metadata of pods: what the spec adds, and what Darkroom itself says, which prevails.
    static func pods(
        _ spec: some PodMetadata,
        labels: [String: String],
        annotations: [String: String] = [:]
    ) -> ApplyMeta {
        let all = spec.podAnnotations.merging(annotations) { _, own in own }
        return ApplyMeta(
            labels: spec.podLabels.merging(labels) { _, own in own },
            annotations: all.isEmpty ? nil : all
        )
    }
}
