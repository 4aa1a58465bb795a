import DarkroomAPI

/// Which nodes a pod may run on; members without content are nil, so that they are left out of manifests.
struct Placement: Hashable, Sendable {
    let nodeSelector: [String: String]?
    let affinity: AffinityApply?
    let tolerations: [Toleration]?

    /// Nodes with accelerators of a class, or any node.
    init(_ accelerators: AcceleratorClass?) {
        func filled<Members: Collection>(_ members: Members?) -> Members? {
            members.flatMap { $0.isEmpty ? nil : $0 }
        }
        nodeSelector = filled(accelerators?.nodeSelector)
        affinity = filled(accelerators?.nodeRequirements).map(AffinityApply.init(nodesMatching:))
        tolerations = filled(accelerators?.tolerations)
    }
}
