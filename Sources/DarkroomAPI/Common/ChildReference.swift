public import KubeCRD

/// Names a child object from its parent's status.
public struct ChildReference: Hashable, FieldCoded {
    /// Name of the child, in the parent's namespace.
    public var name: String
    /// UID of the child; nil until the server has been seen to have it.
    public var uid: String?

    /// Makes a reference.
    public init(name: String, uid: String? = nil) {
        self.name = name
        self.uid = uid
    }

    public static let fields = Fields("A child object in the same namespace.", from: ChildReference(name: "")) {
        Field(required: "name", \.name, .string(length: 1...253), "Name of the child.")
        Field("uid", \.uid, .string(length: 1...64), "UID of the child.")
    }
}
