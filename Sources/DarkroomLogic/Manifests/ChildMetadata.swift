import DarkroomAPI
import KubeCore

/// Metadata every child of one custom resource has in common.
///
/// It is created from scratch, never copied from the parent: a copied tracking label or annotation would make Argo CD
/// treat the children as its own and prune them.
struct ChildMetadata: Sendable {
    private let parent: ObjectMeta
    private let owner: OwnerReference
    /// Labels of children and their pods.
    let labels: [String: String]

    init(of parent: some DarkroomResource) {
        self.parent = parent.metadata
        owner = parent.controllerReference
        labels = [
            DarkroomLabel.managedBy: DarkroomLabel.managedByValue,
            DarkroomLabel.kind: type(of: parent).resource.kind.lowercased(),
            DarkroomLabel.name: ObjectName.derive(parent.metadata.name),
            DarkroomLabel.uid: parent.metadata.uid,
        ]
    }

    /// Labels that distinguish this parent's pods from all others, for selectors, which can never be changed: only
    /// values that are fixed for the parent's lifetime.
    var selector: [String: String] {
        labels.filter { $0.key == DarkroomLabel.uid || $0.key == DarkroomLabel.kind }
    }

    /// Address of the child `name`.
    func key(_ name: String) -> ObjectKey { ObjectKey(namespace: parent.namespace, name: name) }

    /// Metadata of the child `name`.
    func child(_ name: String, labels extra: [String: String] = [:], specHash: String? = nil) -> ApplyMeta {
        ApplyMeta(
            name: name,
            namespace: parent.namespace,
            labels: labels.merging(extra) { _, extra in extra },
            annotations: specHash.map { [DarkroomAnnotation.specHash: $0] },
            ownerReferences: [owner]
        )
    }
}

extension KubeObject {
    /// The spec hash in this child's annotation.
    ///
    /// The status repeats it. One that is too long for that is not Darkroom's.
    var specHash: String? {
        metadata.annotations[DarkroomAnnotation.specHash].flatMap { $0.utf8.count <= 64 ? $0 : nil }
    }
}
