internal import DarkroomAPI
internal import KubeClient
internal import KubeCore
internal import KubeRuntime

/// Writes the operator's part of a custom resource's status.
struct StatusWriter: Sendable {
    /// How a write ended.
    enum Outcome: Hashable, Sendable {
        /// There was nothing to write.
        case unchanged
        /// The status is on the object; the caches must see this first.
        case written(WriteMark)
        /// The server knows nothing of the object, for now at least.
        case unknown
    }

    private struct StatusApply<Status: Encodable & Sendable>: Encodable, Sendable {
        let apiVersion: String
        let kind: String
        let metadata: ApplyMeta
        let status: Status
    }

    let client: KubeClient

    /// Applies a status, if it says anything new. One that concludes from what others report is for the version of the
    /// object that it was concluded from.
    ///
    /// - Throws: ``KubeError``; a conflict when such a report has come meanwhile.
    func write<Kind: DarkroomResource>(
        _ status: Kind.Status,
        on object: Kind
    ) async throws -> Outcome where Kind.Status: NewsworthyStatus {
        guard status != object.status else { return .unchanged }
        let isConclusion = status.isConclusion(after: object.status)
        let metadata = ApplyMeta(
            name: object.metadata.name,
            namespace: object.metadata.namespace,
            uid: object.metadata.uid,
            resourceVersion: isConclusion ? object.metadata.resourceVersion : nil
        )
        let body = StatusApply(
            apiVersion: Kind.resource.apiVersion,
            kind: Kind.resource.kind,
            metadata: metadata,
            status: status
        )
        do {
            let written = try await client.apply(Kind.resource, object.key, subresource: .status, body)
            return .written(WriteMark(Kind.resource, written))
        } catch KubeError.notFound {
            return .unknown
        }
    }
}
