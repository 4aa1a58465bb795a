internal import DarkroomAPI
internal import KubeClient
internal import KubeCore
internal import KubeRuntime

/// Writes the operator's part of a custom resource's status.
struct StatusWriter: Sendable {
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
    /// - Returns: Nil when nothing had to be written, or when the object is gone or was replaced meanwhile.
    func write<Kind: DarkroomResource>(
        _ status: Kind.Status,
        on object: Kind
    ) async throws -> WriteMark? where Kind.Status: NewsworthyStatus {
        guard status != object.status else { return nil }
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
            return WriteMark(Kind.resource, written)
        } catch KubeError.notFound {
            return nil
        }
    }
}
