public import KubeCore

extension Field {
    /// The same field under another name within the identity, or there even with its default.
    public func identified(as name: String? = nil, evenAtDefault: Bool? = nil) -> Field {
        var field = self
        field.identification = .member(name ?? self.name.stringValue, evenAtDefault: evenAtDefault ?? isRequired)
        return field
    }

    /// The same field, by members that `members` makes of the whole object.
    public func identified(by members: @escaping @Sendable (Root) -> [String: JSONValue]) -> Field {
        var field = self
        field.identification = .custom(members)
        return field
    }

    /// The same field, with the identity of its value beside the other members and not below one of its own.
    public var inlined: Field {
        var field = self
        field.identification = .inlined
        return field
    }

    /// The same field, without a part in the identity: a change of it does not make the object ask for something else.
    public var outsideIdentity: Field {
        var field = self
        field.identification = .outside
        return field
    }

    /// Whether the field can change without making the object another one.
    public var isOutsideIdentity: Bool {
        if case .outside = identification { true } else { false }
    }

    /// Adds what the field has to say.
    func identify(_ value: Root, _ prototype: Root, _ members: inout [String: JSONValue]) {
        switch identification {
        case .member(let name, let evenAtDefault):
            guard evenAtDefault || !isEqual(value, prototype) else { return }
            members[name] = identity(value)
        case .inlined:
            guard case .object(let inner)? = identity(value) else { return }
            members.merge(inner) { _, new in new }
        case .custom(let make):
            members.merge(make(value)) { _, new in new }
        case .outside:
            break
        }
    }
}
