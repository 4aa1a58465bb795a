public import KubeCore

/// What Darkroom installs to teach an API server one of its kinds.
public struct CustomResourceDefinition: Hashable, Sendable {
    /// The resource defined.
    public var resource: APIResource
    /// Abbreviations for the command line.
    public var shortNames: [String]
    /// Columns of `kubectl get`, in order.
    public var columns: [PrinterColumn]
    /// Schema of the whole object.
    public var schema: Schema

    /// Makes a definition.
    public init(resource: APIResource, shortNames: [String], columns: [PrinterColumn], schema: Schema) {
        self.resource = resource
        self.shortNames = shortNames
        self.columns = columns
        self.schema = schema
    }
}

extension CustomResourceDefinition {
    /// Name of the definition, which the API server prescribes: `imagepipelines.darkroom.dev`.
    public var name: String { resource.description }

    /// The `apiextensions.k8s.io/v1` object, ready to be applied.
    ///
    /// Members have no order of their own: print them sorted by name, which is stable and puts `apiVersion`, `kind`,
    /// `metadata` and `spec` in the order everybody writes them.
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
        [
            "kind": .string(resource.kind),
            "listKind": .string("\(resource.kind)List"),
            "plural": .string(resource.plural),
            "singular": .string(resource.kind.lowercased()),
            "shortNames": .array(shortNames.map(JSONValue.string)),
            "categories": [.string(DarkroomGroup.category)],
        ]
    }

    private var version: JSONValue {
        [
            "name": .string(resource.version),
            "served": true,
            "storage": true,
            "schema": ["openAPIV3Schema": schema.json],
            "subresources": ["status": [:]],
            "additionalPrinterColumns": .array(columns.map(\.json)),
        ]
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
