/// Names a child object from its parent's status.
public struct ChildReference: Hashable, Sendable, Codable {
    /// Name of the child, in the parent's namespace.
    public var name: String
    /// UID of the child; nil until the server has been seen to have it.
    public var uid: String?

    /// Makes a reference.
    public init(name: String, uid: String? = nil) {
        self.name = name
        self.uid = uid
    }
}

extension ChildReference: Schematic {
    public static let schema = Schema.object(
        "A child object in the same namespace.",
        [
            .required("name", .string(length: 1...253), "Name of the child."),
            .optional("uid", .string(length: 1...64), "UID of the child."),
        ]
    )
}
