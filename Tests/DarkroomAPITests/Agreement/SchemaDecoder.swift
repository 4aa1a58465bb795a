import DarkroomAPI

/// Plays a schema to an `init(from:)`, as if it read an object with every member, and notes where the two disagree.
///
/// What the reader asks for is its half of the contract, the schema is the other. Nothing here knows a field by name,
/// so a field that is added to one side only cannot be forgotten.
struct SchemaDecoder: Decoder {
    let schema: Schema
    let path: String
    let disagreements: Disagreements
    /// Which of several allowed strings is played; counted round.
    let choice: Int
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    private final class AskedMembers {
        var names: Set<String> = []
    }
    private let asked = AskedMembers()

    init(_ schema: Schema, path: String = "", choice: Int, disagreements: Disagreements) {
        self.schema = schema
        self.path = path
        self.choice = choice
        self.disagreements = disagreements
    }

    /// Has `type` read the schema, then notes what it did not ask for.
    func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try Value(from: self)
        if case .object(let properties) = schema.shape {
            for property in properties where !asked.names.contains(property.name) {
                disagreements.note(
                    "\(path).\(property.name)",
                    "in the schema, but \(Value.self) does not read it"
                )
            }
        }
        return value
    }

    /// A decoder for a part of the value.
    func part(_ schema: Schema, _ name: String) -> SchemaDecoder {
        SchemaDecoder(schema, path: path + name, choice: choice, disagreements: disagreements)
    }

    func ask(_ name: String) { asked.names.insert(name) }

    /// Notes that `type` cannot be what the schema describes, and ends the reading of this part.
    func mismatch(_ type: Any.Type) -> any Error {
        disagreements.note(path, "read as \(type), but the schema says \(schema.shape.word)")
        return Mismatch()
    }

    struct Mismatch: Error {}

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        switch schema.shape {
        case .object, .map: KeyedDecodingContainer(SchemaKeyedContainer<Key>(decoder: self))
        default: throw mismatch([String: Any].self)
        }
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .list(let items, _, _) = schema.shape else { throw mismatch([Any].self) }
        return SchemaListContainer(decoder: self, items: items)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        SchemaValueContainer(decoder: self)
    }
}

extension Schema.Shape {
    /// The shape in one word, for messages.
    var word: String {
        switch self {
        case .boolean: "boolean"
        case .integer: "integer"
        case .string: "string"
        case .integerOrString: "integer or string"
        case .scalar: "scalar"
        case .object, .metadata: "object"
        case .map: "map"
        case .list: "list"
        }
    }
}
