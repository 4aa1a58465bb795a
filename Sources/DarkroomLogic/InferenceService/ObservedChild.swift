import KubeCore

/// A child of an InferenceService, which has one child of each kind, with a fixed name.
enum ObservedChild<Child: KubeObject>: Sendable {
    /// It does not exist.
    case missing
    /// It does not exist, and cannot be created.
    case rejected(ChildRejection)
    /// It exists.
    case present(Child)
    /// It exists, and is being deleted.
    case terminating(Child)

    init(_ children: ChildSet<Child>, _ key: ObjectKey) {
        if let child = children.named(key.name) {
            self = child.metadata.isBeingDeleted ? .terminating(child) : .present(child)
        } else if let rejection = children.rejection(key) {
            self = .rejected(rejection)
        } else {
            self = .missing
        }
    }

    /// The child, if it exists.
    var object: Child? {
        switch self {
        case .present(let child), .terminating(let child): child
        case .missing, .rejected: nil
        }
    }
}
