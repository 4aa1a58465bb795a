import DarkroomAPI
import KubeCore

extension Schema {
    /// An object of this schema with every member, or with those alone that must be there.
    func example(onlyRequired: Bool, choice: Int = 0) -> JSONValue {
        switch shape {
        case .boolean: true
        case .integer: 1
        case .string(let format): .string(format.example(choice: choice))
        case .integerOrString: "1"
        case .scalar: "text"
        case .metadata: ["name": "text"]
        case .map(let values, _): ["example": values.example(onlyRequired: onlyRequired, choice: choice)]
        case .list(let items, _, _): [items.example(onlyRequired: onlyRequired, choice: choice)]
        case .object(let properties):
            .object(
                Dictionary(
                    properties.filter { $0.isRequired || !onlyRequired }.map {
                        ($0.name, $0.schema.example(onlyRequired: onlyRequired, choice: choice))
                    },
                    uniquingKeysWith: { _, last in last }
                )
            )
        }
    }

    /// `value` with the schema's defaults where it has nothing, as the API server fills it.
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

extension JSONValue {
    /// The value without empty lists and objects, which mean the same as none.
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
