/// A projection of a Kubernetes object: `metadata` plus the few members its reader needs.
///
/// Several projections of one resource may coexist. A projection is read-only; writes use
/// separate types, so that a write never drops members that this program does not know.
public protocol KubeObject: Decodable, Sendable {
    /// The resource this type projects.
    static var resource: APIResource { get }

    /// The object's metadata.
    var metadata: ObjectMeta { get }
}

extension KubeObject {
    /// Address of the object.
    public var key: ObjectKey { metadata.key }

    /// A controller owner reference to this object, for its children.
    public var controllerReference: OwnerReference {
        OwnerReference(
            apiVersion: Self.resource.apiVersion,
            kind: Self.resource.kind,
            name: metadata.name,
            uid: metadata.uid,
            controller: true,
            blockOwnerDeletion: true
        )
    }
}
