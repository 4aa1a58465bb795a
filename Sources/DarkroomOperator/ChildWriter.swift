internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeClient
internal import KubeCore
internal import KubeRuntime

/// Carries out what a plan wants done to child objects, and makes every write safe to repeat.
struct ChildWriter: Sendable {
    /// How a write ended.
    enum Outcome: Hashable, Sendable {
        /// The object is as it was wanted, or is gone; the caches must see this first.
        case written(WriteMark)
        /// The object is not there any more, or is another: the next look, once the caches have seen as much, will find
        /// out what that means.
        case overtaken(WriteMark?)
        /// The server knows nothing of the object. One that was really deleted goes from the caches too; but a server
        /// that has just started may say so of any.
        case unknown
        /// The server refuses; trying again helps only after somebody changed something.
        case refused(ChildRefusal)
    }

    let client: KubeClient

    /// Carries out one write for the owner with this UID.
    ///
    /// - Throws: ``KubeError`` when it is worth trying again.
    func carryOut(_ write: ChildWrite, ownerUID: String) async throws -> Outcome {
        do {
            switch write {
            case .create(let manifest):
                return try await create(manifest, ownerUID: ownerUID)
            case .createUnread(let manifest):
                return try await createUnread(manifest)
            case .apply(let manifest, let uid):
                let body = manifest.body.requiring(uid: uid)
                let written = try await client.apply(manifest.resource, manifest.key, body)
                return .written(WriteMark(manifest.resource, written))
            case .patch(let resource, let key, let uid, let patch):
                let written = try await client.mergePatch(resource, key, patch.requiring(uid: uid))
                return .written(WriteMark(resource, written))
            case .scale(let resource, let key, let uid, let replicas):
                let patch: JSONValue = ["spec": ["replicas": .integer(Int64(replicas))]]
                let written = try await client.mergePatch(
                    resource,
                    key,
                    subresource: .scale,
                    patch.requiring(uid: uid)
                )
                return .written(WriteMark(resource, written))
            case .delete(let resource, let key, let uid, let version):
                let waiting = try await client.delete(resource, key, uid: uid, resourceVersion: version)
                return .written(
                    waiting.map { WriteMark(resource, $0) } ?? WriteMark(resource: resource, gone: key, uid: uid)
                )
            }
        } catch let error as KubeError {
            return try outcome(of: error, write)
        }
    }

    /// How an owner on the server compares with the one in the cache.
    enum Currency: Hashable, Sendable {
        /// It is the same, to the very version.
        case current
        /// It is another, or newer: the cache will show it.
        case overtaken
        /// The server does not have it, for now at least.
        case unknown
    }

    /// Compares an owner on the server with the one in the cache.
    ///
    /// The caches of owners and children follow the server each at its own pace. A child that went with its owner,
    /// or because of a change, may be missed before the owner's end or change is seen, and would be made again. The
    /// status counts too: only that tells of a child that it has had its time.
    ///
    /// - Throws: ``HistoryLost`` when the server's is older; ``KubeError`` when it is worth trying again.
    func currency(of owner: ObjectMeta, _ resource: APIResource) async throws -> Currency {
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

    private func create(_ manifest: ChildManifest, ownerUID: String) async throws -> Outcome {
        do {
            let written = try await client.create(
                manifest.resource,
                namespace: manifest.key.namespace,
                manifest.body
            )
            return .written(WriteMark(manifest.resource, written))
        } catch let error as KubeError {
            guard case .alreadyExists = error else { throw error }
            // Either the reply to an earlier create was lost, or somebody else was here first.
            guard let found = try await metadata(manifest) else { throw error }
            guard found.controller?.uid == ownerUID else {
                return .refused(.nameConflict(manifest.resource, manifest.key))
            }
            let mark = try await makeVisible(found, as: manifest)
            // Ours, but made from something else: what to do with it is to be decided when it has been seen.
            guard found.annotations[DarkroomAnnotation.specHash] == manifest.specHash else {
                return .overtaken(mark)
            }
            return .written(mark)
        }
    }

    /// Gives a child of ours the labels back by which the caches find it: without them it would be created, and found
    /// to be there, for ever.
    private func makeVisible(_ found: ObjectMeta, as manifest: ChildManifest) async throws -> WriteMark {
        let missing = manifest.labels.filter { found.labels[$0.key] != $0.value }
        guard !missing.isEmpty else {
            return WriteMark(resource: manifest.resource, resourceVersion: found.resourceVersion)
        }
        let labels = JSONValue.object(missing.mapValues { .string($0) })
        let patch: JSONValue = ["metadata": ["labels": labels]]
        let written = try await client.mergePatch(
            manifest.resource,
            manifest.key,
            patch.requiring(uid: found.uid)
        )
        return WriteMark(manifest.resource, written)
    }

    /// Nil when the child went between the refusal and now: its 404 must not be taken for that of a missing type.
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
            return .written(WriteMark(manifest.resource, written))
        } catch KubeError.alreadyExists {
            return .overtaken(nil)
        }
    }

    private func outcome(of error: KubeError, _ write: ChildWrite) throws(KubeError) -> Outcome {
        switch error {
        case .forbidden(let status), .invalid(let status):
            return .refused(.refused(write.resource, write.key, by: status))
        case .notFound(let status):
            if case .delete(let resource, let key, let uid, _) = write {
                // The caches do not know yet; until they do, it would be deleted again.
                return .written(WriteMark(resource: resource, gone: key, uid: uid))
            }
            guard write.isCreate else { return .unknown }
            let isNamespaceMissing = status.details?.kind == "namespaces"
            return .refused(
                isNamespaceMissing
                    ? .refused(write.resource, write.key, by: status)
                    : .engineMissing(write.resource, write.key)
            )
        // A conflict too, and for a delete too: nothing may come that would bring the object back here by itself.
        default:
            throw error
        }
    }
}

extension ChildRefusal {
    /// The cluster does not have the child's resource type at all.
    fileprivate static func engineMissing(_ resource: APIResource, _ key: ObjectKey) -> ChildRefusal {
        ChildRefusal(
            resource: resource,
            key: key,
            reason: "EngineMissing",
            message: """
                this cluster does not serve \(resource) (\(resource.apiVersion)); install what provides it, \
                such as Argo Workflows for workflows.argoproj.io
                """
        )
    }
}

extension WriteMark {
    init(_ resource: APIResource, _ written: Written) {
        self.init(resource: resource, resourceVersion: written.metadata.resourceVersion)
    }
}

extension JSONValue {
    /// The same object with its UID, which the server takes as a precondition: a successor of the same name is
    /// never written to.
    fileprivate func requiring(uid: String) -> JSONValue {
        guard case .object(var members) = self else { return self }
        var metadata = members["metadata"]?.objectValue ?? [:]
        metadata["uid"] = .string(uid)
        members["metadata"] = .object(metadata)
        return .object(members)
    }
}
