internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeCore
internal import KubeRuntime

extension ObjectEvent {
    /// A child was created for a custom resource.
    static func created(_ child: ChildManifest, for owner: some DarkroomResource) -> ObjectEvent {
        .reconciling(owner, .normal, reason: "Created", note: "Created \(child.resource.kind) \(child.key.name)")
    }

    /// The API server, or an object in the way, refuses a child.
    static func refused(_ refusal: ChildRefusal, for owner: some DarkroomResource) -> ObjectEvent {
        .reconciling(owner, .warning, reason: refusal.reason, note: refusal.message)
    }

    /// A status has begun to say something new.
    static func news(_ news: StatusNews, of owner: some DarkroomResource) -> ObjectEvent {
        .reconciling(owner, news.severity, reason: news.reason, note: news.note)
    }

    /// A custom resource cannot be read, and is left alone.
    ///
    /// - Returns: Nil for one of which not even the name can be read.
    static func undecodable(_ object: UndecodableObject, _ resource: APIResource) -> ObjectEvent? {
        guard !object.metadata.name.isEmpty else { return nil }
        return ObjectEvent(
            Subject(resource, object.metadata),
            .warning,
            reason: "Undecodable",
            action: "Read",
            note: "Nothing is done for this object until it changes, because it cannot be read: \(object.problem)"
        )
    }

    private static func reconciling<Kind: DarkroomResource>(
        _ owner: Kind,
        _ severity: Severity,
        reason: String,
        note: String
    ) -> ObjectEvent {
        ObjectEvent(Subject(Kind.resource, owner.metadata), severity, reason: reason, action: "Reconcile", note: note)
    }
}
