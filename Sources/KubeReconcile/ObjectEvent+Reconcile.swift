public import KubeCore
public import KubeRuntime

extension ObjectEvent {
    /// A child was created for a custom resource.
    static func created(_ child: ChildManifest, for owner: some KubeObject) -> ObjectEvent {
        .reconciling(owner, .normal, reason: "Created", note: "Created \(child.resource.kind) \(child.key.name)")
    }

    /// The API server rejected a child, or another object has its name.
    static func rejected(_ rejection: ChildRejection, for owner: some KubeObject) -> ObjectEvent {
        .reconciling(owner, .warning, reason: rejection.reason, note: rejection.message)
    }

    /// A status reports something new.
    static func reported(_ event: StatusEvent, by owner: some KubeObject) -> ObjectEvent {
        .reconciling(owner, event.severity, reason: event.reason, note: event.note)
    }

    /// A custom resource cannot be decoded, and is ignored.
    ///
    /// - Returns: Nil if not even its name can be read.
    public static func undecodable(_ object: UndecodableObject, _ resource: APIResource) -> ObjectEvent? {
        guard !object.metadata.name.isEmpty else { return nil }
        return ObjectEvent(
            Subject(resource, object.metadata),
            .warning,
            reason: "Undecodable",
            action: "Read",
            note: "This object is ignored until it changes, because it cannot be decoded: \(object.problem)"
        )
    }

    private static func reconciling<Kind: KubeObject>(
        _ owner: Kind,
        _ severity: Severity,
        reason: String,
        note: String
    ) -> ObjectEvent {
        ObjectEvent(Subject(Kind.resource, owner.metadata), severity, reason: reason, action: "Reconcile", note: note)
    }
}
