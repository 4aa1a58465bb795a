import DarkroomAPI

/// Members of an object, or the one example member of a map.
struct SchemaKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: SchemaDecoder
    let codingPath: [any CodingKey] = []

    /// `decodeIfPresent` calls `contains` first, and nothing else does: that is how an optional read shows.
    private final class Optionals {
        var names: Set<String> = []
    }
    private let optionals = Optionals()

    init(decoder: SchemaDecoder) { self.decoder = decoder }

    var allKeys: [Key] { [Key(stringValue: "example")].compactMap(\.self) }

    func contains(_ key: Key) -> Bool {
        optionals.names.insert(key.stringValue)
        guard property(key) == nil else { return true }
        // Noted here, as nothing will be decoded.
        noteUnknown(key)
        return false
    }

    func decodeNil(forKey key: Key) throws -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let name = key.stringValue
        if case .map(let values, _) = decoder.schema.shape {
            return try decoder.part(values, ".*").read(type)
        }
        guard let property = property(key) else {
            noteUnknown(key)
            throw SchemaDecoder.Mismatch()
        }
        decoder.ask(name)
        let isOptional = optionals.names.contains(name)
        if isOptional, property.isRequired {
            decoder.disagreements.note(
                "\(decoder.path).\(name)",
                "required by the schema, but read as optional"
            )
        } else if !isOptional, !property.isRequired {
            decoder.disagreements.note(
                "\(decoder.path).\(name)",
                "optional in the schema, but read as required"
            )
        }
        return try decoder.part(property.schema, ".\(name)").read(type)
    }

    private func property(_ key: Key) -> SchemaProperty? {
        guard case .object(let properties) = decoder.schema.shape else { return nil }
        return properties.first { $0.name == key.stringValue }
    }

    private func noteUnknown(_ key: Key) {
        decoder.disagreements.note("\(decoder.path).\(key.stringValue)", "read, but not in the schema")
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        throw decoder.mismatch(type)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw decoder.mismatch([Any].self)
    }
    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { decoder }
}

/// A list of one example item.
struct SchemaListContainer: UnkeyedDecodingContainer {
    let decoder: SchemaDecoder
    let items: Schema
    let codingPath: [any CodingKey] = []
    let count: Int? = 1
    private(set) var currentIndex = 0

    init(decoder: SchemaDecoder, items: Schema) {
        self.decoder = decoder
        self.items = items
    }

    var isAtEnd: Bool { currentIndex > 0 }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        currentIndex += 1
        return try decoder.part(items, "[]").read(type)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        throw decoder.mismatch(type)
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw decoder.mismatch([Any].self)
    }
    mutating func superDecoder() throws -> any Decoder { decoder }
}

/// A string, number or boolean; or a type that wraps one.
struct SchemaValueContainer: SingleValueDecodingContainer {
    let decoder: SchemaDecoder
    let codingPath: [any CodingKey] = []

    func decodeNil() -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let isPrimitive = [Bool.self, Int.self, Int64.self, Double.self, String.self].contains { $0 == type }
        guard isPrimitive else { return try decoder.read(type) }
        let examples = decoder.schema.shape.examples(choice: decoder.choice)
        guard let value = examples.lazy.compactMap({ $0 as? Value }).first else {
            throw decoder.mismatch(type)
        }
        return value
    }
}

extension Schema.Shape {
    /// The values the shape stands for, one of each type they may have.
    fileprivate func examples(choice: Int) -> [any Sendable] {
        switch self {
        case .boolean: [true]
        case .integer: [1, Int64(1)]
        case .string(let format): [format.example(choice: choice)]
        case .integerOrString: [Int64(1), "1"]
        case .scalar: [true, Int64(1), 1.5, "text"]
        case .object, .metadata, .map, .list: []
        }
    }
}

extension StringFormat {
    /// A string that readers of the format accept.
    func example(choice: Int) -> String {
        if !choices.isEmpty { return choices[choice % choices.count] }
        return format == "date-time" ? "2026-01-31T12:00:00Z" : "text"
    }
}
