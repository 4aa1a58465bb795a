public import KubeClient
public import KubeCore
public import KubeRuntime
internal import Logging

/// Writes this operator's part of a custom resource's status, by server-side apply.
public struct StatusWriter: Sendable {
    /// Result of a write.
    public enum Outcome: Hashable, Sendable {
        /// The status is unchanged.
        case unchanged
        /// The status is written; the caches must show this first.
        case written(WriteExpectation)
        /// The server does not know the object, at least for now.
        case unknown
    }

    private let applier: StatusApplier

    /// Makes a writer; the client's field manager owns the written fields.
    public init(client: KubeClient) {
        self.init(applier: StatusApplier(client: client, logger: Logger(label: "status")))
    }

    /// Makes a writer that shares with others what is known of the definitions.
    public init(applier: StatusApplier) { self.applier = applier }

    /// Applies a status, if it differs from the one on the object.
    ///
    /// - Throws: ``KubeError``; a conflict when the status requires an optimistic lock and the object has changed since.
    public func write<Kind: CustomResource>(
        _ status: Kind.Status,
        on object: Kind
    ) async throws -> Outcome where Kind.Status: EventSource {
        guard try !applier.isSame(status, as: object.status, of: Kind.resource) else { return .unchanged }
        let requiresOptimisticLock = status.requiresOptimisticLock(after: object.status)
        let metadata = ApplyMeta(
            name: object.metadata.name,
            namespace: object.metadata.namespace,
            uid: object.metadata.uid,
            resourceVersion: requiresOptimisticLock ? object.metadata.resourceVersion : nil
        )
        do {
            let written = try await applier.apply(status, to: Kind.resource, metadata)
            // The write may have shown only that the definition still lacks the field that differs.
            if try applier.isSame(status, as: object.status, of: Kind.resource) { return .unchanged }
            return .written(WriteExpectation(Kind.resource, written))
        } catch KubeError.notFound {
            return .unknown
        }
    }
    /// When to write a status again although nothing changes: the server's definition lacks some of its fields, and may
    /// be upgraded. Nil otherwise.
    func nextTry<Kind: CustomResource>(of status: Kind.Status, _ kind: Kind.Type) throws -> Duration? {
        try applier.nextTry(of: status, Kind.resource)
    }
}
