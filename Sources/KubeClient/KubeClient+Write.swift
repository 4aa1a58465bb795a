public import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The result of a write: the object's identity and version after it.
public struct Written: Hashable, Sendable, Decodable {
    /// The object's metadata.
    public var metadata: ObjectMeta

    private enum CodingKeys: String, CodingKey { case metadata }
}

/// What happens to the dependents of a deleted object.
public enum PropagationPolicy: String, Sendable, Encodable {
    /// The garbage collector deletes the dependents afterwards.
    case background = "Background"
    /// The object stays until its dependents are deleted.
    case foreground = "Foreground"
    /// The dependents stay.
    case orphan = "Orphan"
}

extension KubeClient {
    /// Creates an object; throws ``KubeError/alreadyExists(_:)`` when the name is taken.
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

    /// Applies an object server-side: this client owns the fields in `body`, fields that it owned before and that are
    /// missing from `body` are removed, and other managers' fields stay. Creates the object if it does not exist.
    ///
    /// - Parameters:
    ///   - subresource: Nil applies to the object itself.
    ///   - force: Takes over fields that another manager owns, as a controller should do for its own fields.
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
    /// precondition: throws ``KubeError/conflict(_:)`` when the object was replaced or has changed.
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
    /// - Returns: The object while it waits for its finalizers or its grace period; nil when it is already deleted.
    /// - Parameters:
    ///   - uid: UID that the object must have, so that a successor of the same name is never deleted.
    ///   - resourceVersion: Version that the object must have.
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
    /// A request's body. Slashes are not escaped: the server reads an apply as YAML, and old servers do not know `\/`.
    private static func encode(_ body: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return try encoder.encode(body)
    }
}

/// A server's answer to a deletion: a Status, or the object's last state.
private struct DeletionAnswer: Decodable {
    let waiting: Written?

    private enum CodingKeys: String, CodingKey { case kind }

    init(from decoder: any Decoder) throws {
        let kind = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .kind)
        let object = kind == "Status" ? nil : try Written(from: decoder)
        // Some resources answer with the object even though it is already deleted.
        waiting = object?.metadata.isBeingDeleted == true ? object : nil
    }
}

/// A part of an object with its own endpoint.
public enum Subresource: String, Sendable {
    /// The observed state, written by a controller.
    case status
    /// The number of replicas.
    case scale
}
