public import KubeCore

extension Schema {
    /// The schema as a CustomResourceDefinition holds it.
    public var json: JSONValue {
        var members = shape.json
        members["description"] = description.map(JSONValue.string)
        members["default"] = defaultValue
        if !rules.isEmpty { members["x-kubernetes-validations"] = .array(rules.map(\.json)) }
        return .object(members)
    }
}

extension Schema.Shape {
    fileprivate var json: [String: JSONValue] {
        switch self {
        case .boolean:
            return ["type": "boolean"]
        case .integer(let minimum, let maximum):
            var members: [String: JSONValue] = ["type": "integer", "format": "int64"]
            members["minimum"] = minimum.map(JSONValue.integer)
            members["maximum"] = maximum.map(JSONValue.integer)
            return members
        case .string(let format):
            return format.json.merging(["type": "string"]) { _, new in new }
        case .integerOrString(let format):
            return format.json.merging([
                "x-kubernetes-int-or-string": true,
                "minimum": 0,
                // controller-gen writes this too: clients that do not know the extension go by it.
                "anyOf": [["type": "integer"], ["type": "string"]],
            ]) { _, new in new }
        case .scalar(let maxLength):
            return Self.scalarJSON(maxLength: maxLength)
        case .object(let properties):
            return Self.objectJSON(properties)
        case .map(let values, let maxProperties):
            return [
                "type": "object",
                "additionalProperties": values.json,
                "maxProperties": .integer(Int64(maxProperties)),
            ]
        case .list(let items, let type, let count):
            var members = type.json
            members["type"] = "array"
            members["items"] = items.json
            members["maxItems"] = .integer(Int64(count.upperBound))
            if count.lowerBound > 0 { members["minItems"] = .integer(Int64(count.lowerBound)) }
            return members
        case .metadata:
            return ["type": "object"]
        }
    }

    /// A structural schema must state a type, and knows no union but int-or-string, which has neither booleans nor
    /// fractions. What states no type must preserve unknown fields, which lets any value in. The bounds that no
    /// object and no list can meet keep those out again, on servers without CEL too, and say nothing of scalars.
    private static func scalarJSON(maxLength: Int) -> [String: JSONValue] {
        [
            "x-kubernetes-preserve-unknown-fields": true,
            "maxLength": .integer(Int64(maxLength)),
            "minProperties": 1, "maxProperties": 0,
            "minItems": 1, "maxItems": 0,
        ]
    }

    private static func objectJSON(_ properties: [SchemaProperty]) -> [String: JSONValue] {
        var members: [String: JSONValue] = ["type": "object"]
        members["properties"] = .object(
            Dictionary(properties.map { ($0.name, $0.schema.json) }, uniquingKeysWith: { _, last in last })
        )
        let required = properties.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { members["required"] = .array(required) }
        return members
    }
}

extension StringFormat {
    fileprivate var json: [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        if let length {
            members["maxLength"] = .integer(Int64(length.upperBound))
            if length.lowerBound > 0 { members["minLength"] = .integer(Int64(length.lowerBound)) }
        }
        members["pattern"] = pattern.map(JSONValue.string)
        members["format"] = format.map(JSONValue.string)
        if !choices.isEmpty { members["enum"] = .array(choices.map(JSONValue.string)) }
        return members
    }
}

extension Schema.ListType {
    fileprivate var json: [String: JSONValue] {
        switch self {
        case .atomic: ["x-kubernetes-list-type": "atomic"]
        case .set: ["x-kubernetes-list-type": "set"]
        case .map(let key):
            ["x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": [.string(key)]]
        }
    }
}

extension ValidationRule {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["rule": .string(rule), "message": .string(message)]
        members["reason"] = .string(reason.rawValue)
        members["fieldPath"] = fieldPath.map(JSONValue.string)
        return .object(members)
    }
}
