/// One write on a child object.
public enum ChildWrite: Sendable, Hashable {
    /// Create once. An existing object counts as success when its controller is the same UID; otherwise it is a
    /// ``ChildRejection``.
    case create(ChildManifest)
    /// Create once, for objects that the operator may not read. A name that is already taken counts as success:
    /// use names that contain the owner's UID.
    case createUnread(ChildManifest)
    /// Forced server-side apply to our own object with this UID; never to another object that has since taken its name.
    case apply(ChildManifest, uid: String)
    /// Merge patch to a few members of the object with this UID.
    case patch(APIResource, ObjectKey, uid: String, JSONValue)
    /// Sets `.spec.replicas` through the scale subresource of the object with this UID.
    case scale(APIResource, ObjectKey, uid: String, replicas: Int)
    /// Delete in the background, only if the object still has this UID and, if given, this resource version, which
    /// shows that it has neither started nor ended since it was observed.
    case delete(APIResource, ObjectKey, uid: String, resourceVersion: String? = nil)
}

extension ChildWrite {
    /// Type of the object to write.
    public var resource: APIResource {
        switch self {
        case .create(let manifest), .createUnread(let manifest), .apply(let manifest, _): manifest.resource
        case .patch(let resource, _, _, _), .scale(let resource, _, _, _), .delete(let resource, _, _, _):
            resource
        }
    }

    /// Address of the object to write.
    public var key: ObjectKey {
        switch self {
        case .create(let manifest), .createUnread(let manifest), .apply(let manifest, _): manifest.key
        case .patch(_, let key, _, _), .scale(_, let key, _, _), .delete(_, let key, _, _): key
        }
    }

    /// Whether the write creates an object.
    public var isCreate: Bool {
        switch self {
        case .create, .createUnread: true
        case .apply, .patch, .scale, .delete: false
        }
    }
}
