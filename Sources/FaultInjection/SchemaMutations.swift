public import KubeCore

/// An invalid or unusual value for a field of a custom resource, derived from its schema.
public struct SchemaMutation: Hashable, Sendable {
    /// Names of members on the way to the field, separated by dots; numbers address elements.
    public let path: String
    /// The value of the field; nil removes it.
    public let value: JSONValue?

    /// All mutations of the fields below a schema.
    ///
    /// - Parameter schema: An OpenAPI v3 schema as a CustomResourceDefinition has it.
    public static func all(_ schema: JSONValue, at path: String = "spec") -> [SchemaMutation] {
        var found = values(schema).map { SchemaMutation(path: path, value: $0) }
        found.append(SchemaMutation(path: path, value: nil))
        for (name, member) in (schema["properties"]?.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
            found += all(member, at: "\(path).\(name)")
        }
        if let element = schema["items"] { found += all(element, at: "\(path).0") }
        if let member = schema["additionalProperties"], member.objectValue != nil {
            found += all(member, at: "\(path).added")
        }
        return found
    }

    private static func values(_ schema: JSONValue) -> [JSONValue] {
        let invalid: [JSONValue] = [nil, ["unexpected": 1]]
        switch schema["type"]?.stringValue {
        case "string":
            var values: [JSONValue] = [
                "", "UPPER_case", "\u{1F600} \u{202E}x", .string(String(repeating: "x", count: 300)), 7,
            ]
            if schema["enum"] != nil { values.append("NotInTheEnum") }
            return values
        case "integer", "number":
            var values: [JSONValue] = [-1, 0, 1, 2_147_483_648, 1.5, "7"]
            values += [schema["minimum"], schema["maximum"]].compactMap {
                $0?.integerValue.map(JSONValue.integer)
            }
            return values
        case "boolean": return [true, false, "true", nil]
        case "array": return [[], [nil], ["text"], "text"] + invalid
        case "object": return [[:], ["unknownMember": true], "text", []] + invalid
        default: return invalid
        }
    }
}

extension JSONValue {
    /// The same document with a mutation applied; missing elements and objects on the way are added.
    public func mutated(by mutation: SchemaMutation) -> JSONValue {
        setting(mutation.path.split(separator: ".").map(String.init)[...], mutation.value)
    }

    private func setting(_ path: ArraySlice<String>, _ value: JSONValue?) -> JSONValue {
        guard let name = path.first else { return value ?? .null }
        let rest = path.dropFirst()
        if let index = Int(name) {
            var elements = arrayValue ?? []
            if elements.indices.contains(index) {
                elements[index] = elements[index].setting(rest, value)
            } else {
                elements.append(JSONValue.object([:]).setting(rest, value))
            }
            return .array(elements)
        }
        var members = objectValue ?? [:]
        members[name] = rest.isEmpty ? value : (members[name] ?? [:]).setting(rest, value)
        return .object(members)
    }
}
