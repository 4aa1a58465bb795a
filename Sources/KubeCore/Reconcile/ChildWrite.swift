/// One write on a child object.
public enum ChildWrite: Sendable, Hashable {
    /// Create once. An existing object counts as success when its controller is the same UID; otherwise it is a
    /// ``ChildRejection``.
    case create(ChildManifest)
    /// Create once, where the operator may not read what it creates. A name that is already taken counts as success:
    /// use names that contain the owner's UID.
    case createUnread(ChildManifest)
    /// Server-side apply, by force, of our own object with this UID; never of one that has taken its name since.
    case apply(ChildManifest, uid: String)
    /// Merge patch of a few members of the object with this UID.
    case patch(APIResource, ObjectKey, uid: String, JSONValue)
    /// Sets `.spec.replicas` through the scale subresource of the object with this UID.
    case scale(APIResource, ObjectKey, uid: String, replicas: Int)
    /// Delete in the background, only if the object still has this UID, and this resource version where one is given:
    /// then it has neither ended nor begun since it was observed.
    case delete(APIResource, ObjectKey, uid: String, resourceVersion: String? = nil)
}

extension ChildWrite {
    /// Type of the object that is written.
    public var resource: APIResource {
        switch self {
        case .create(let manifest), .createUnread(let manifest), .apply(let manifest, _): manifest.resource
        case .patch(let resource, _, _, _), .scale(let resource, _, _, _), .delete(let resource, _, _, _):
            resource
        }
    }

    /// Address of the object that is written.
    public var key: ObjectKey {
        switch self {
        case .create(let manifest), .createUnread(let manifest), .apply(let manifest, _): manifest.key
        case .patch(_, let key, _, _), .scale(_, let key, _, _), .delete(_, let key, _, _): key
        }
    }

    /// Whether the write makes an object that does not exist yet.
    public var isCreate: Bool {
        switch self {
        case .create, .createUnread: true
        case .apply, .patch, .scale, .delete: false
        }
    }
}
