public import KubeCore

/// A value that a field of a ``FieldCoded`` type can have.
public protocol FieldValue: Codable, Equatable, Sendable {
    /// What the value adds to the identity of the object that holds it. See ``Fields/identity(of:)``.
    var identity: JSONValue { get }
}

extension FieldValue where Self: RawRepresentable<String> {
    public var identity: JSONValue { .string(rawValue) }
}

extension String: FieldValue {
    public var identity: JSONValue { .string(self) }
}

extension Bool: FieldValue {
    public var identity: JSONValue { .bool(self) }
}

extension Int: FieldValue {
    public var identity: JSONValue { .integer(Int64(self)) }
}

extension Int64: FieldValue {
    public var identity: JSONValue { .integer(self) }
}

extension Array: FieldValue where Element: FieldValue {
    public var identity: JSONValue { .array(map(\.identity)) }
}

extension Dictionary: FieldValue where Key == String, Value: FieldValue {
    public var identity: JSONValue { .object(mapValues(\.identity)) }
}

extension Timestamp: FieldValue {
    public var identity: JSONValue { .string(description) }
}

extension Condition: FieldValue {
    public var identity: JSONValue {
        var members: [String: JSONValue] = [
            "type": .string(type), "status": .string(status.rawValue), "reason": .string(reason),
        ]
        if !message.isEmpty { members["message"] = .string(message) }
        members["lastTransitionTime"] = lastTransitionTime?.identity
        members["observedGeneration"] = observedGeneration?.identity
        return .object(members)
    }
}
