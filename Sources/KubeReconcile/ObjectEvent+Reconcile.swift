public import KubeCore
public import KubeRuntime

extension ObjectEvent {
    /// A child was created for a custom resource.
    static func created(_ child: ChildManifest, for owner: some KubeObject) -> ObjectEvent {
        .reconciling(owner, .normal, reason: "Created", note: "Created \(child.resource.kind) \(child.key.name)")
    }

    /// A child was rejected by the API server, or its name is taken by another object.
    static func rejected(_ rejection: ChildRejection, for owner: some KubeObject) -> ObjectEvent {
        .reconciling(owner, .warning, reason: rejection.reason, note: rejection.message)
    }

    /// A status says something new.
    static func reported(_ event: StatusEvent, by owner: some KubeObject) -> ObjectEvent {
        .reconciling(owner, event.severity, reason: event.reason, note: event.note)
    }

    /// A custom resource cannot be decoded, and is left alone.
    ///
    /// - Returns: Nil if not even its name can be read.
    public static func undecodable(_ object: UndecodableObject, _ resource: APIResource) -> ObjectEvent? {
        guard !object.metadata.name.isEmpty else { return nil }
        return ObjectEvent(
            Subject(resource, object.metadata),
            .warning,
            reason: "Undecodable",
            action: "Read",
            note: "Nothing is done for this object until it changes, because it cannot be read: \(object.problem)"
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
