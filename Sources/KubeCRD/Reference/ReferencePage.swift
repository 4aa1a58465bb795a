import KubeCore

/// The reference documentation of a kind, in Markdown: every field with its type, default, bounds and meaning.
///
/// It says what the schema says, so that it cannot be out of date.
public struct ReferencePage: Sendable {
    private let definition: CustomResourceDefinition

    /// Documents the kind of `definition`.
    public init(_ definition: CustomResourceDefinition) { self.definition = definition }

    /// The page, for a file of its own.
    public var markdown: String {
        ([heading] + sections + [columns]).joined(separator: "\n\n") + "\n"
    }

    private var heading: String {
        let resource = definition.resource
        let names = [resource.plural] + definition.shortNames
        var lines = [
            "# \(resource.kind)",
            "",
            definition.schema.description ?? "",
            "",
            "- `apiVersion: \(resource.apiVersion)`, `kind: \(resource.kind)`",
            "- Scope: \(resource.isNamespaced ? "namespaced" : "cluster")",
            "- For `kubectl get`: \(names.map(\.code).joined(separator: ", "))",
        ]
        if !definition.categories.isEmpty {
            lines.append("- Categories: \(definition.categories.map(\.code).joined(separator: ", "))")
        }
        return lines.joined(separator: "\n")
    }

    private var columns: String {
        let rows = definition.columns.map { column in
            [column.name, column.description, column.jsonPath.code, column.isWide ? "with `-o wide`" : "always"]
        }
        return "## Columns of `kubectl get`\n\n" + Markdown.table(["Column", "Meaning", "From", "Shown"], rows)
    }

    private var sections: [String] {
        guard case .object(let members) = definition.schema.shape else { return [] }
        let parts = members.filter { $0.name == "spec" || $0.name == "status" }.map { section($0.name, $0.schema) }
        let rules = Self.rules("", definition.schema)
        return rules.isEmpty ? parts : parts + ["## Rules for the whole object\n\n" + Self.list(rules)]
    }

    private func section(_ name: String, _ schema: Schema) -> String {
        let fields = ReferenceField.all(below: schema, at: name)
        var blocks = [
            "## \(name.code)", schema.description ?? "", Markdown.table(ReferenceField.titles, fields.map(\.row)),
        ]
        let rules = Self.rules(name, schema) + fields.flatMap { Self.rules($0.path, $0.schema) + $0.itemRules }
        if !rules.isEmpty { blocks += ["Rules:", Self.list(rules)] }
        return blocks.joined(separator: "\n\n")
    }

    static func rules(_ path: String, _ schema: Schema) -> [String] {
        schema.rules.map { rule in
            let place = path + (rule.fieldPath ?? "")
            let message = rule.message.first.map { $0.uppercased() + rule.message.dropFirst() } ?? ""
            return place.isEmpty ? "\(message)." : "\(String(place.drop { $0 == "." }).code): \(rule.message)."
        }
    }

    /// A list that says each thing once: several rules may have one message.
    private static func list(_ items: [String]) -> String {
        var seen: Set<String> = []
        return items.filter { seen.insert($0).inserted }.map { "- \($0)" }.joined(separator: "\n")
    }
}

/// One field on a page.
struct ReferenceField {
    /// Where it is, such as `spec.steps[].name`.
    let path: String
    let schema: Schema
    let isRequired: Bool

    static let titles = ["Field", "Type", "Default", "Allowed", "Meaning"]

    var row: [String] {
        [
            path.code, schema.shape.typeName, preset, schema.shape.bounds.joined(separator: "; "),
            schema.description ?? "",
        ]
    }

    private var preset: String {
        if isRequired { return "required" }
        guard let value = schema.defaultValue, let data = try? value.canonicalData() else { return "" }
        return String(decoding: data, as: UTF8.self).code
    }

    /// Rules of the items of a list or the values of a map.
    var itemRules: [String] {
        switch schema.shape {
        case .list(let items, _, _): ReferencePage.rules("\(path)[]", items)
        case .map(let values, _): ReferencePage.rules("\(path).*", values)
        default: []
        }
    }

    /// Every field below `schema`, each before its own parts.
    static func all(below schema: Schema, at path: String) -> [ReferenceField] {
        switch schema.shape {
        case .object(let properties):
            properties.flatMap { property -> [ReferenceField] in
                let field = ReferenceField(
                    path: "\(path).\(property.name)",
                    schema: property.schema,
                    isRequired: property.isRequired
                )
                return [field] + all(below: property.schema, at: field.path)
            }
        case .list(let items, _, _): all(below: items, at: "\(path)[]")
        case .map(let values, _): all(below: values, at: "\(path).*")
        case .boolean, .integer, .string, .integerOrString, .scalar, .metadata: []
        }
    }
}

extension Schema.Shape {
    /// The type in words.
    fileprivate var typeName: String {
        switch self {
        case .boolean: "boolean"
        case .integer: "integer"
        case .string: "string"
        case .integerOrString: "string or integer"
        case .scalar: "string, number or boolean"
        case .object, .metadata: "object"
        case .map(let values, _): "map of \(values.shape.pluralName)"
        case .list(let items, _, _): "list of \(items.shape.pluralName)"
        }
    }

    private var pluralName: String {
        switch self {
        case .boolean: "booleans"
        case .integer: "integers"
        case .string: "strings"
        case .integerOrString: "strings or integers"
        case .scalar: "strings, numbers or booleans"
        case .object, .metadata: "objects"
        case .map: "maps"
        case .list: "lists"
        }
    }

    /// What is allowed, in words.
    fileprivate var bounds: [String] {
        switch self {
        case .boolean, .object, .metadata:
            return []
        case .integer(let minimum, let maximum):
            return [Self.range(minimum, maximum)].compactMap(\.self)
        case .string(let format):
            return format.bounds
        case .integerOrString(let format):
            return format.bounds
        case .scalar(let maxLength):
            return ["strings of at most \(maxLength) characters"]
        case .map(let values, let maxProperties):
            return ["at most \(maxProperties) entries"] + values.shape.bounds.map { "each: \($0)" }
        case .list(let items, let type, let count):
            let least = count.lowerBound > 0 ? Int64(count.lowerBound) : nil
            return [Self.range(least, Int64(count.upperBound)).map { "\($0) items" }, type.words].compactMap(\.self)
                + items.shape.bounds.map { "each: \($0)" }
        }
    }

    fileprivate static func range(_ minimum: Int64?, _ maximum: Int64?) -> String? {
        switch (minimum, maximum) {
        case (let minimum?, let maximum?): "\(minimum) to \(maximum)"
        case (let minimum?, nil): "at least \(minimum)"
        case (nil, let maximum?): "at most \(maximum)"
        case (nil, nil): nil
        }
    }
}

extension Schema.ListType {
    fileprivate var words: String? {
        switch self {
        case .atomic: nil
        case .set: "none twice"
        case .map(let key): "one for each `\(key)`"
        }
    }
}

extension StringFormat {
    fileprivate var bounds: [String] {
        if !choices.isEmpty { return [choices.map(\.code).joined(separator: ", ")] }
        let least = length.flatMap { $0.lowerBound > 0 ? Int64($0.lowerBound) : nil }
        let size = Schema.Shape.range(least, length.map { Int64($0.upperBound) }).map { "\($0) characters" }
        if format == "date-time" { return ["RFC 3339 date and time"] }
        return [words ?? pattern.map(\.code), size].compactMap(\.self)
    }
}
