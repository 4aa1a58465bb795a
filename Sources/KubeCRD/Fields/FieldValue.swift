public import KubeCore

/// A value that a field of a ``FieldCoded`` type can have.
public protocol FieldValue: Codable, Equatable, Sendable {
    /// What the value adds to the identity of the object that holds it. See ``Fields/identity(of:)``.
    var identity: JSONValue { get }
    /// Whether the value is a list or a map without anything in it.
    var isEmptyCollection: Bool { get }

    /// Reads the value of a field; nil where there is none.
    static func read(_ container: KeyedDecodingContainer<FieldName>, _ name: FieldName) throws -> Self?
}

extension FieldValue {
    public var isEmptyCollection: Bool { false }

    public static func read(_ container: KeyedDecodingContainer<FieldName>, _ name: FieldName) throws -> Self? {
        try container.decodeIfPresent(Self.self, forKey: name)
    }
}

extension FieldValue where Self: RawRepresentable<String> {
    public var identity: JSONValue { .string(rawValue) }
}

// The scalars name their own type, and so take the short way through a decoder: a generic call makes a decoder and a
// container for each value.

extension String: FieldValue {
    public var identity: JSONValue { .string(self) }

    public static func read(_ container: KeyedDecodingContainer<FieldName>, _ name: FieldName) throws -> String? {
        try container.decodeIfPresent(String.self, forKey: name)
    }
}

extension Bool: FieldValue {
    public var identity: JSONValue { .bool(self) }

    public static func read(_ container: KeyedDecodingContainer<FieldName>, _ name: FieldName) throws -> Bool? {
        try container.decodeIfPresent(Bool.self, forKey: name)
    }
}

extension Int: FieldValue {
    public var identity: JSONValue { .integer(Int64(self)) }

    public static func read(_ container: KeyedDecodingContainer<FieldName>, _ name: FieldName) throws -> Int? {
        try container.decodeIfPresent(Int.self, forKey: name)
    }
}

extension Int64: FieldValue {
    public var identity: JSONValue { .integer(self) }

    public static func read(_ container: KeyedDecodingContainer<FieldName>, _ name: FieldName) throws -> Int64? {
        try container.decodeIfPresent(Int64.self, forKey: name)
    }
}

extension Array: FieldValue where Element: FieldValue {
    public var identity: JSONValue { .array(map(\.identity)) }
    public var isEmptyCollection: Bool { isEmpty }
}

extension Dictionary: FieldValue where Key == String, Value: FieldValue {
    public var identity: JSONValue { .object(mapValues(\.identity)) }
    public var isEmptyCollection: Bool { isEmpty }
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
