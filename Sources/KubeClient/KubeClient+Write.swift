public import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// What a write left behind: the object's identity and version after it.
public struct Written: Hashable, Sendable, Decodable {
    /// The object's metadata.
    public var metadata: ObjectMeta

    private enum CodingKeys: String, CodingKey { case metadata }
}

/// What happens to the dependents of a deleted object.
public enum PropagationPolicy: String, Sendable, Encodable {
    /// The garbage collector deletes them afterwards.
    case background = "Background"
    /// The object stays until they are gone.
    case foreground = "Foreground"
    /// They stay.
    case orphan = "Orphan"
}

extension KubeClient {
    /// Creates an object; ``KubeError/alreadyExists(_:)`` when the name is taken.
    @discardableResult
    public func create(
        _ resource: APIResource,
        namespace: String?,
        _ body: some Encodable
    ) async throws -> Written {
        try await perform(
            TransportRequest(
                method: .post,
                path: resource.requestPath(namespace: namespace),
                query: [("fieldManager", fieldManager)],
                contentType: "application/json",
                body: try Self.encode(body)
            ),
            as: Written.self
        )
    }

    /// Applies an object server-side: the fields in `body` become ours, fields of ours that are missing from it
    /// are removed, everybody else's stay. Creates the object when it is not there.
    ///
    /// - Parameters:
    ///   - subresource: Nil applies to the object itself.
    ///   - force: Takes over fields that another manager owns, as a controller should (its own fields only).
    @discardableResult
    public func apply(
        _ resource: APIResource,
        _ key: ObjectKey,
        subresource: Subresource? = nil,
        force: Bool = true,
        _ body: some Encodable
    ) async throws -> Written {
        try await perform(
            TransportRequest(
                method: .patch,
                path: resource.path(to: key, subresource: subresource?.rawValue),
                query: [("fieldManager", fieldManager), ("force", force ? "true" : "false")],
                contentType: "application/apply-patch+yaml",
                body: try Self.encode(body)
            ),
            as: Written.self
        )
    }

    /// Merges a patch (RFC 7386) into an object. A `metadata.uid` or `metadata.resourceVersion` in it is a
    /// precondition: ``KubeError/conflict(_:)`` when the object is another or has moved on.
    @discardableResult
    public func mergePatch(
        _ resource: APIResource,
        _ key: ObjectKey,
        subresource: Subresource? = nil,
        _ patch: some Encodable
    ) async throws -> Written {
        try await perform(
            TransportRequest(
                method: .patch,
                path: resource.path(to: key, subresource: subresource?.rawValue),
                query: [("fieldManager", fieldManager)],
                contentType: "application/merge-patch+json",
                body: try Self.encode(patch)
            ),
            as: Written.self
        )
    }

    /// Deletes an object.
    ///
    /// - Returns: The object as it waits for its finalizers or its grace period; nil when it is gone already.
    /// - Parameters:
    ///   - uid: Identity the object must have, so that a successor of the same name is never hit.
    ///   - resourceVersion: Version the object must have.
    @discardableResult
    public func delete(
        _ resource: APIResource,
        _ key: ObjectKey,
        uid: String?,
        resourceVersion: String? = nil,
        propagation: PropagationPolicy = .background
    ) async throws -> Written? {
        struct Options: Encodable {
            struct Preconditions: Encodable {
                var uid: String?
                var resourceVersion: String?
            }
            var apiVersion = "v1"
            var kind = "DeleteOptions"
            var preconditions: Preconditions?
            var propagationPolicy: PropagationPolicy
        }
        let hasPreconditions = uid != nil || resourceVersion != nil
        let options = Options(
            preconditions: hasPreconditions ? .init(uid: uid, resourceVersion: resourceVersion) : nil,
            propagationPolicy: propagation
        )
        let answer = try await perform(
            TransportRequest(
                method: .delete,
                path: resource.path(to: key),
                contentType: "application/json",
                body: try Self.encode(options)
            ),
            as: DeletionAnswer.self
        )
        return answer.waiting
    }
}

extension KubeClient {
    /// A request's body. Slashes stay as they are: an apply is read as YAML, where older servers do not know `\/`.
    private static func encode(_ body: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return try encoder.encode(body)
    }
}

/// What a server says to a deletion: a Status, or the object as it was last.
private struct DeletionAnswer: Decodable {
    let waiting: Written?

    private enum CodingKeys: String, CodingKey { case kind }

    init(from decoder: any Decoder) throws {
        let kind = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .kind)
        let object = kind == "Status" ? nil : try Written(from: decoder)
        // Some resources answer with the object although nothing is left of it.
        waiting = object?.metadata.isBeingDeleted == true ? object : nil
    }
}

/// A part of an object with an endpoint of its own.
public enum Subresource: String, Sendable {
    /// What a controller observed.
    case status
    /// The number of replicas.
    case scale
}
