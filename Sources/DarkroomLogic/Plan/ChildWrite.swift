public import KubeCore

/// One write on a child object.
public enum ChildWrite: Sendable, Hashable {
    /// Create once. That it exists already counts as success when its controller is the same UID; otherwise it
    /// is a ``ChildRefusal``.
    case create(ChildManifest)
    /// Create once, where the operator may not read what it creates. That the name is taken already counts as
    /// success: our names hold the owner's UID.
    case createUnread(ChildManifest)
    /// Server-side apply, by force, of our own object with this UID; never of one that took its name since.
    case apply(ChildManifest, uid: String)
    /// Merge patch of a few members of the object with this UID.
    case patch(APIResource, ObjectKey, uid: String, JSONValue)
    /// Sets `.spec.replicas` through the scale subresource of the object with this UID.
    case scale(APIResource, ObjectKey, uid: String, replicas: Int)
    /// Delete in the background, only if the object still has this UID, and this resource version where one is given:
    /// then it must not have ended, or begun, since it was looked at.
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
}
