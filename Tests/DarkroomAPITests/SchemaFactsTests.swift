import DarkroomAPI
import KubeCRD
import KubeCore
import Testing

/// One schema within a definition, in the form for the API server.
struct SchemaNode: Sendable, CustomStringConvertible {
    var path: String
    var json: JSONValue
    /// A field of an object, as opposed to an item of a list or a value of a map.
    var isMember: Bool

    var description: String { path }

    /// Every schema of every definition.
    static let all = CustomResourceDefinitions.all.flatMap { manifest -> [SchemaNode] in
        let name = manifest["spec"]?["names"]?["kind"]?.stringValue ?? ""
        let root = manifest["spec"]?["versions"]?[0]?["schema"]?["openAPIV3Schema"] ?? [:]
        return SchemaNode(path: name, json: root, isMember: false).withDescendants
    }

    private var withDescendants: [SchemaNode] {
        let members = (json["properties"]?.objectValue ?? [:]).map { name, json in
            SchemaNode(path: "\(path).\(name)", json: json, isMember: true)
        }
        let items = json["items"].map { SchemaNode(path: "\(path)[]", json: $0, isMember: false) }
        let values = json["additionalProperties"].map {
            SchemaNode(path: "\(path).*", json: $0, isMember: false)
        }
        return [self] + (members + [items, values].compactMap(\.self)).flatMap(\.withDescendants)
    }

    static func ofType(_ type: String) -> [SchemaNode] { all.filter { $0.json["type"] == .string(type) } }
}

@Suite("In every schema")
struct SchemaFactsTests {
    @Test("every list has a length limit and says how it merges", arguments: SchemaNode.ofType("array"))
    func lists(node: SchemaNode) {
        #expect(node.json["maxItems"]?.integerValue != nil)
        #expect(node.json["x-kubernetes-list-type"]?.stringValue != nil)
    }

    @Test("every list that is merged by a key requires that key")
    func listKeys() {
        for list in SchemaNode.ofType("array") {
            guard let key = list.json["x-kubernetes-list-map-keys"]?[0] else { continue }
            #expect(list.json["items"]?["required"]?.arrayValue?.contains(key) == true, "\(list)")
        }
    }

    @Test("every string has a length limit or a list of choices", arguments: SchemaNode.ofType("string"))
    func strings(node: SchemaNode) {
        #expect(node.json["maxLength"]?.integerValue != nil || node.json["enum"]?.arrayValue != nil)
    }

    @Test(
        "every pattern covers the whole string",
        arguments: SchemaNode.all.filter { $0.json["pattern"] != nil }
    )
    func patterns(node: SchemaNode) {
        let pattern = node.json["pattern"]?.stringValue ?? ""
        #expect(pattern.hasPrefix("^") && pattern.hasSuffix("$"))
    }

    @Test("every whole number has a lower bound", arguments: SchemaNode.ofType("integer"))
    func integers(node: SchemaNode) {
        #expect(node.json["minimum"]?.integerValue != nil)
    }

    @Test("every map has a size limit")
    func maps() {
        for map in SchemaNode.all where map.json["additionalProperties"] != nil {
            #expect(map.json["maxProperties"]?.integerValue != nil, "\(map)")
            #expect(map.json["properties"] == nil, "\(map) cannot have properties too")
        }
    }

    @Test("every field is described, except metadata, which must not be")
    func descriptions() {
        for field in SchemaNode.all where field.isMember {
            let isMetadata = field.path.hasSuffix(".metadata")
            #expect((field.json["description"]?.stringValue ?? "").isEmpty == isMetadata, "\(field)")
        }
    }

    @Test("every description consists of sentences")
    func sentences() {
        for node in SchemaNode.all {
            guard let text = node.json["description"]?.stringValue else { continue }
            #expect(text.hasSuffix("."), "\(node): \(text)")
            #expect(!text.contains("\n") && !text.contains("  "), "\(node): \(text)")
        }
    }

    @Test("a value without a type is a quantity or a scalar")
    func types() {
        for node in SchemaNode.all where node.json["type"] == nil {
            let isQuantity = node.json["x-kubernetes-int-or-string"] == true
            let isScalar = node.json["x-kubernetes-preserve-unknown-fields"] == true
            #expect(isQuantity != isScalar, "\(node)")
        }
    }

    @Test("no required field has a default, because it would never be used")
    func requiredDefaults() {
        for object in SchemaNode.all {
            for name in object.json["required"]?.arrayValue ?? [] {
                #expect(
                    object.json["properties"]?[name.stringValue ?? ""]?["default"] == nil,
                    "\(object).\(name)"
                )
            }
        }
    }

    @Test("every rule has a message and a reason")
    func rules() {
        let rules = SchemaNode.all.flatMap { $0.json["x-kubernetes-validations"]?.arrayValue ?? [] }
        #expect(!rules.isEmpty)
        for rule in rules {
            #expect(rule["message"]?.stringValue?.isEmpty == false)
            #expect(rule["reason"]?.stringValue?.isEmpty == false)
        }
    }
}
