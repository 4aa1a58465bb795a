public import KubeClient
public import KubeCore
public import KubeRuntime

/// Performs a plan's writes to child objects, and makes each of them safe to repeat.
public struct ChildWriter: Sendable {
    /// Result of a write.
    public enum Outcome: Hashable, Sendable {
        /// The object is in its desired state or deleted; the caches must show this first.
        case written(WriteExpectation)
        /// The object was deleted or replaced: the next reconcile decides what to do once the caches show
        /// this.
        case overtaken(WriteExpectation?)
        /// The server does not know the object. A deleted object disappears from the caches too; but a server
        /// that has just started may report this for any object.
        case unknown
        /// The server rejects the write; a retry helps only after another object changes.
        case rejected(ChildRejection)
    }

    private let client: KubeClient
    private let specHashAnnotation: String
    private let notServed: @Sendable (APIResource, ObjectKey) -> ChildRejection

    /// Makes a writer.
    ///
    /// - Parameters:
    ///   - specHashAnnotation: Annotation with the hash of what a child was made from. An existing child whose hash
    ///     differs from the manifest's does not count as created.
    ///   - notServed: Explains that the cluster does not have a child's resource type.
    public init(
        client: KubeClient,
        specHashAnnotation: String,
        notServed: @escaping @Sendable (APIResource, ObjectKey) -> ChildRejection = ChildRejection.notServed
    ) {
        self.client = client
        self.specHashAnnotation = specHashAnnotation
        self.notServed = notServed
    }

    /// Performs one write for the owner with this UID.
    ///
    /// - Throws: ``KubeError`` when it is worth trying again.
    public func carryOut(_ write: ChildWrite, ownerUID: String) async throws -> Outcome {
        do {
            switch write {
            case .create(let manifest):
                return try await create(manifest, ownerUID: ownerUID)
            case .createUnread(let manifest):
                return try await createUnread(manifest)
            case .apply(let manifest, let uid):
                let body = manifest.body.requiring(uid: uid)
                let written = try await client.apply(manifest.resource, manifest.key, body)
                return .written(WriteExpectation(manifest.resource, written))
            case .patch(let resource, let key, let uid, let patch):
                let written = try await client.mergePatch(resource, key, patch.requiring(uid: uid))
                return .written(WriteExpectation(resource, written))
            case .scale(let resource, let key, let uid, let replicas):
                let patch: JSONValue = ["spec": ["replicas": .integer(Int64(replicas))]]
                let written = try await client.mergePatch(
                    resource,
                    key,
                    subresource: .scale,
                    patch.requiring(uid: uid)
                )
                return .written(WriteExpectation(resource, written))
            case .delete(let resource, let key, let uid, let version):
                let waiting = try await client.delete(resource, key, uid: uid, resourceVersion: version)
                return .written(
                    waiting.map { WriteExpectation(resource, $0) }
                        ?? WriteExpectation(resource: resource, gone: key, uid: uid)
                )
            }
        } catch let error as KubeError {
            return try outcome(of: error, write)
        }
    }

    /// How an owner on the server compares with the one in the cache.
    public enum Currency: Hashable, Sendable {
        /// It is the same object at the same version.
        case current
        /// It is a different object, or newer: the cache will show it.
        case overtaken
        /// The server does not have it, at least for now.
        case unknown
    }

    /// Compares an owner on the server with the one in the cache.
    ///
    /// The caches of owners and children follow the server independently. A child that was deleted with its
    /// owner, or because of a change, may disappear from its cache before the owner's cache shows the deletion or change,
    /// and would be created again. The status counts too: only the status shows that a child existed and is complete.
    ///
    /// - Throws: ``HistoryLost`` when the server's is older; ``KubeError`` when it is worth trying again.
    public func currency(of owner: ObjectMeta, _ resource: APIResource) async throws -> Currency {
        do {
            let present = try await client.metadata(resource, owner.key)
            guard present.uid == owner.uid else { return .overtaken }
            if present.resourceVersion == owner.resourceVersion { return .current }
            guard ResourceVersion.has(seen: present.resourceVersion, reached: owner.resourceVersion) else {
                throw HistoryLost(resource: resource, key: owner.key)
            }
            return .overtaken
        } catch KubeError.notFound {
            return .unknown
        }
    }

    /// An object that a write changes, as the caches show it.
    struct Subject: Sendable {
        let resource: APIResource
        let key: ObjectKey
        let uid: String
        /// Nil when the write does not depend on it.
        let resourceVersion: String?

        init(_ resource: APIResource, _ metadata: ObjectMeta) {
            self.resource = resource
            (key, uid, resourceVersion) = (metadata.key, metadata.uid, metadata.resourceVersion)
        }

        /// Nil for a create, which changes no object.
        init?(_ write: ChildWrite) {
            switch write {
            case .create, .createUnread: return nil
            case .apply(let manifest, let uid):
                (resource, key, self.uid, resourceVersion) = (manifest.resource, manifest.key, uid, nil)
            case .patch(let resource, let key, let uid, _), .scale(let resource, let key, let uid, _):
                (self.resource, self.key, self.uid, resourceVersion) = (resource, key, uid, nil)
            case .delete(let resource, let key, let uid, let version):
                (self.resource, self.key, self.uid, resourceVersion) = (resource, key, uid, version)
            }
        }
    }

    /// What a conflict means: the server has another object, or an older version of this one, or the cache is only
    /// behind.
    ///
    /// - Returns: ``CacheConflict``, ``HistoryLost`` or `conflict` itself.
    func explanation(of conflict: KubeError, _ subject: Subject) async throws -> any Error {
        guard let present = try? await client.metadata(subject.resource, subject.key) else { return conflict }
        guard present.uid == subject.uid else { return CacheConflict(resource: subject.resource, present: present) }
        if let version = subject.resourceVersion, ResourceVersion.isOlder(present.resourceVersion, than: version) {
            return HistoryLost(resource: subject.resource, key: subject.key)
        }
        return conflict
    }

    private func create(_ manifest: ChildManifest, ownerUID: String) async throws -> Outcome {
        do {
            let written = try await client.create(
                manifest.resource,
                namespace: manifest.key.namespace,
                manifest.body
            )
            return .written(WriteExpectation(manifest.resource, written))
        } catch let error as KubeError {
            guard case .alreadyExists = error else { throw error }
            // Either the reply to an earlier create was lost, or the name belongs to another owner's object.
            guard let found = try await metadata(manifest) else { throw error }
            guard found.controller?.uid == ownerUID else {
                return .rejected(.nameConflict(manifest.resource, manifest.key))
            }
            let expectation = try await makeVisible(found, as: manifest)
            // This owner's child, but from a different manifest: the planner decides once the caches show it.
            guard found.annotations[specHashAnnotation] == manifest.annotations[specHashAnnotation] else {
                return .overtaken(expectation)
            }
            return .written(expectation)
        }
    }

    /// Restores the labels by which the caches find an owned child: without them, the writer would try to create it
    /// forever.
    private func makeVisible(
        _ found: ObjectMeta,
        as manifest: ChildManifest
    ) async throws -> WriteExpectation {
        let missing = manifest.labels.filter { found.labels[$0.key] != $0.value }
        guard !missing.isEmpty else {
            return WriteExpectation(resource: manifest.resource, resourceVersion: found.resourceVersion)
        }
        let labels = JSONValue.object(missing.mapValues { .string($0) })
        let patch: JSONValue = ["metadata": ["labels": labels]]
        let written = try await client.mergePatch(
            manifest.resource,
            manifest.key,
            patch.requiring(uid: found.uid)
        )
        return WriteExpectation(manifest.resource, written)
    }

    /// Nil when the child was deleted after the rejection: its 404 must not be mistaken for that of a missing type.
    private func metadata(_ manifest: ChildManifest) async throws -> ObjectMeta? {
        do {
            return try await client.metadata(manifest.resource, manifest.key)
        } catch KubeError.notFound {
            return nil
        }
    }

    private func createUnread(_ manifest: ChildManifest) async throws -> Outcome {
        do {
            let written = try await client.create(
                manifest.resource,
                namespace: manifest.key.namespace,
                manifest.body
            )
            return .written(WriteExpectation(manifest.resource, written))
        } catch KubeError.alreadyExists {
            return .overtaken(nil)
        }
    }

    private func outcome(of error: KubeError, _ write: ChildWrite) throws(KubeError) -> Outcome {
        switch error {
        case .forbidden(let status), .invalid(let status):
            return .rejected(.rejected(write.resource, write.key, by: status))
        case .notFound(let status):
            if case .delete(let resource, let key, let uid, _) = write {
                // Until the caches show the deletion, the next reconcile would delete the child again.
                return .written(WriteExpectation(resource: resource, gone: key, uid: uid))
            }
            guard write.isCreate else { return .unknown }
            let isNamespaceMissing = status.details?.kind == "namespaces"
            return .rejected(
                isNamespaceMissing
                    ? .rejected(write.resource, write.key, by: status)
                    : notServed(write.resource, write.key)
            )
        // Includes a conflict, also for a delete: no event may bring the object back to the queue.
        default:
            throw error
        }
    }
}

extension WriteExpectation {
    /// What the cache has to show after a write.
    public init(_ resource: APIResource, _ written: Written) {
        self.init(resource: resource, resourceVersion: written.metadata.resourceVersion)
    }
}

extension JSONValue {
    /// The same object with its UID, which the server treats as a precondition, so that a write never reaches a
    /// successor of the same name.
    fileprivate func requiring(uid: String) -> JSONValue {
        guard case .object(var members) = self else { return self }
        var metadata = members["metadata"]?.objectValue ?? [:]
        metadata["uid"] = .string(uid)
        members["metadata"] = .object(metadata)
        return .object(members)
    }
}
