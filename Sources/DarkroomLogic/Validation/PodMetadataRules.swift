import DarkroomAPI
import KubeCore

/// Requirements on the labels and annotations that a spec adds to its pods.
enum PodMetadataRules {
    static func problems(_ spec: some PodMetadata, _ configuration: OperatorConfiguration) -> [SpecProblem] {
        problems(spec.podLabels, at: "spec.podLabels", configuration)
            + problems(spec.podAnnotations, at: "spec.podAnnotations", configuration)
    }

    private static func problems(
        _ entries: [String: String],
        at path: String,
        _ configuration: OperatorConfiguration
    ) -> [SpecProblem] {
        let allowed = configuration.limits.podMetadata ?? PodMetadataKey.customary
        return entries.keys.sorted().compactMap { key in
            guard PodMetadataKey.isValid(key) else {
                let words = "\(key.quoted) is not a key; keys look like `team` or `example.com/team`"
                return SpecProblem(.invalidPodMetadata, at: path, words)
            }
            guard !PodMetadataKey.isReserved(key) else {
                let words = "\(key.quoted) is reserved for Kubernetes, Argo Workflows or Darkroom; use another key"
                return SpecProblem(.invalidPodMetadata, at: path, words)
            }
            guard !PodMetadataKey.isAllowed(key, by: allowed) else { return nil }
            let known = allowed.isEmpty ? "none is" : "allowed are \(allowed.quotedList())"
            let words = """
                \(key.quoted) is not allowed in this cluster; \(known); limits.podMetadata of the operator's \
                configuration can allow more
                """
            return SpecProblem(.podMetadataNotAllowed, at: path, words)
        }
    }
}
