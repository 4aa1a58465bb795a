import KubeCRD
import KubeCore

extension Schema {
    /// The smallest object of the schema.
    var least: JSONValue { variants(onlyRequired: true).first?.json ?? .null }

    /// Objects of the schema with the required fields and one more, for every field and every kind of value.
    var variants: [(path: String, json: JSONValue)] { variants(onlyRequired: false) }

    private func variants(onlyRequired: Bool) -> [(path: String, json: JSONValue)] {
        switch shape {
        case .boolean: return [("", true), ("", false)]
        case .integer: return [("", 1), ("", 2)]
        case .string(let format): return format.examples.map { ("", .string($0)) }
        case .integerOrString: return [("", "1")]
        case .scalar: return [("", "text"), ("", true), ("", 1), ("", 1.5)]
        case .metadata: return [("", ["name": "text"])]
        case .map(let values, _):
            return values.variants(onlyRequired: onlyRequired).map { (".*\($0.path)", ["example": $0.json]) }
        case .list(let items, _, _):
            return items.variants(onlyRequired: onlyRequired).map { ("[]\($0.path)", [$0.json]) }
        case .object(let properties):
            let least = Dictionary(
                properties.filter(\.isRequired).map { ($0.name, $0.schema.least) },
                uniquingKeysWith: { _, last in last }
            )
            guard !onlyRequired else { return [("", .object(least))] }
            let others = properties.flatMap { property in
                property.schema.variants.map { variant -> (path: String, json: JSONValue) in
                    var members = least
                    members[property.name] = variant.json
                    return (".\(property.name)\(variant.path)", .object(members))
                }
            }
            return [("", .object(least))] + others
        }
    }

    /// Objects of the schema in which one field has a value of a wrong type, with the path of that field.
    var misfits: [(path: String, json: JSONValue)] {
        switch shape {
        case .boolean, .integer: [("", "text")]
        case .string: [("", 7)]
        case .integerOrString, .scalar: [("", [7])]
        case .metadata: []
        case .map(let values, _): [("", "text")] + values.misfits.map { (".example\($0.path)", ["example": $0.json]) }
        case .list(let items, _, _): [("", "text")] + items.misfits.map { ("[0]\($0.path)", [$0.json]) }
        case .object(let properties):
            [("", "text")]
                + properties.flatMap { property in
                    property.schema.misfits.map { misfit -> (path: String, json: JSONValue) in
                        guard case .object(var members) = least else { return misfit }
                        members[property.name] = misfit.json
                        return (".\(property.name)\(misfit.path)", .object(members))
                    }
                }
        }
    }

    /// `value` with the schema's defaults for absent fields, as the API server fills them in.
    func fillingDefaults(of value: JSONValue) -> JSONValue {
        switch (shape, value) {
        case (.object(let properties), .object(var members)):
            for property in properties {
                guard let member = members[property.name] ?? property.schema.defaultValue else { continue }
                members[property.name] = property.schema.fillingDefaults(of: member)
            }
            return .object(members)
        case (.map(let values, _), .object(let members)):
            return .object(members.mapValues(values.fillingDefaults))
        case (.list(let items, _, _), .array(let elements)):
            return .array(elements.map(items.fillingDefaults))
        default:
            return value
        }
    }
}

extension StringFormat {
    /// Strings that readers of the format accept.
    fileprivate var examples: [String] {
        if !choices.isEmpty { return choices }
        return format == "date-time" ? ["2026-01-31T12:00:00Z"] : ["text"]
    }
}

extension JSONValue {
    /// The value without empty lists and objects, which have the same meaning as absent ones.
    var withoutEmptyMembers: JSONValue {
        switch self {
        case .object(let members):
            .object(members.mapValues(\.withoutEmptyMembers).filter { $0.value != [:] && $0.value != [] })
        case .array(let elements):
            .array(elements.map(\.withoutEmptyMembers))
        default: self
        }
    }
}
