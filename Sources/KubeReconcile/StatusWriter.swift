public import KubeClient
public import KubeCore
public import KubeRuntime

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

    private struct StatusApply<Status: Encodable & Sendable>: Encodable, Sendable {
        let apiVersion: String
        let kind: String
        let metadata: ApplyMeta
        let status: Status
    }

    private let client: KubeClient

    /// Makes a writer; the client's field manager owns the written fields.
    public init(client: KubeClient) { self.client = client }

    /// Applies a status, if it differs from the one on the object.
    ///
    /// - Throws: ``KubeError``; a conflict when the status requires an optimistic lock and the object has changed since.
    public func write<Kind: CustomResource>(
        _ status: Kind.Status,
        on object: Kind
    ) async throws -> Outcome where Kind.Status: EventSource {
        guard status != object.status else { return .unchanged }
        let requiresOptimisticLock = status.requiresOptimisticLock(after: object.status)
        let metadata = ApplyMeta(
            name: object.metadata.name,
            namespace: object.metadata.namespace,
            uid: object.metadata.uid,
            resourceVersion: requiresOptimisticLock ? object.metadata.resourceVersion : nil
        )
        let body = StatusApply(
            apiVersion: Kind.resource.apiVersion,
            kind: Kind.resource.kind,
            metadata: metadata,
            status: status
        )
        do {
            let written = try await client.apply(Kind.resource, object.key, subresource: .status, body)
            return .written(WriteExpectation(Kind.resource, written))
        } catch KubeError.notFound {
            return .unknown
        }
    }
}
