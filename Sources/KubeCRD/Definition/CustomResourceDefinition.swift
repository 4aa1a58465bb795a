public import KubeCore

/// What teaches an API server a kind of custom resource.
public struct CustomResourceDefinition: Hashable, Sendable {
    /// The resource defined.
    public var resource: APIResource
    /// Abbreviations for the command line.
    public var shortNames: [String]
    /// Groups of kinds that the kind belongs to: `kubectl get CATEGORY` lists all kinds of one.
    public var categories: [String]
    /// Columns of `kubectl get`, in order.
    public var columns: [PrinterColumn]
    /// Schema of the whole object.
    public var schema: Schema

    /// Makes a definition.
    public init(
        resource: APIResource,
        shortNames: [String] = [],
        categories: [String] = [],
        columns: [PrinterColumn] = [.age],
        schema: Schema
    ) {
        self.resource = resource
        self.shortNames = shortNames
        self.categories = categories
        self.columns = columns
        self.schema = schema
    }
}

extension CustomResourceDefinition {
    /// Name of the definition, which the API server prescribes: plural and group, such as `widgets.example.com`.
    public var name: String { resource.description }

    /// The `apiextensions.k8s.io/v1` object, ready to be applied.
    ///
    /// Members have no order of their own: print them sorted by name, which is stable and puts `apiVersion`, `kind`,
    /// `metadata` and `spec` in their usual order.
    public var manifest: JSONValue {
        [
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": ["name": .string(name)],
            "spec": [
                "group": .string(resource.group),
                "names": names,
                "scope": resource.isNamespaced ? "Namespaced" : "Cluster",
                "versions": [version],
            ],
        ]
    }

    private var names: JSONValue {
        var names: [String: JSONValue] = [
            "kind": .string(resource.kind),
            "listKind": .string("\(resource.kind)List"),
            "plural": .string(resource.plural),
            "singular": .string(resource.kind.lowercased()),
        ]
        if !shortNames.isEmpty { names["shortNames"] = .array(shortNames.map(JSONValue.string)) }
        if !categories.isEmpty { names["categories"] = .array(categories.map(JSONValue.string)) }
        return .object(names)
    }

    private var version: JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(resource.version),
            "served": true,
            "storage": true,
            "schema": ["openAPIV3Schema": schema.json],
            "additionalPrinterColumns": .array(columns.map(\.json)),
        ]
        if hasStatus { members["subresources"] = ["status": [:]] }
        return .object(members)
    }

    private var hasStatus: Bool {
        guard case .object(let members) = schema.shape else { return false }
        return members.contains { $0.name == "status" }
    }
}

extension PrinterColumn {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name),
            "type": .string(type.rawValue),
            "jsonPath": .string(jsonPath),
            "description": .string(description),
        ]
        if isWide { members["priority"] = 1 }
        return .object(members)
    }
}
