import KubeCRD
import KubeCore
import Testing

@Suite("The reference page of a kind")
struct ReferencePageTests {
    static let page = ReferencePage(
        CustomResourceDefinition(
            resource: APIResource(group: "example.com", version: "v1", kind: "Gadget", plural: "gadgets"),
            shortNames: ["gd"],
            columns: [PrinterColumn("Count", ".spec.count", type: .integer, "How many there are."), .age],
            schema: .root(
                of: APIResource(group: "example.com", version: "v1", kind: "Gadget", plural: "gadgets"),
                "Gadgets of one kind.",
                spec: Gadget.schema
            )
        )
    )
    .markdown

    @Test("begins with what the kind is and how to request it")
    func heading() {
        #expect(
            Self.page.hasPrefix("# Gadget\n\nGadgets of one kind.\n\n- `apiVersion: example.com/v1`, `kind: Gadget`\n")
        )
        #expect(Self.page.contains("- For `kubectl get`: `gadgets`, `gd`\n"))
    }

    static let rows = [
        "| `spec.name` | string | required | lower-case letters, digits and `-`, with a letter or digit at both ends; "
            + "1 to 63 characters | Name of the gadget. |",
        "| `spec.count` | integer | `1` | 1 to 9 | How many there are. |",
        "| `spec.isShiny` | boolean | `false` |  | Whether it shines. |",
        #"| `spec.color` | string | `"Red"` | `Red`, `Green` | Color of the gadget. |"#,
        "| `spec.size` | integer |  | at least 0 | Size in millimetres. |",
        "| `spec.parts` | list of objects |  | at most 5 items; one for each `id` | What it is made of. |",
        "| `spec.motor` | object | `{}` |  | What drives it. |",
        "| `spec.motor.power` | integer | `3` | 0 to 99 | Power in watts. |",
        "| `spec.time` | string |  | RFC 3339 date and time | When it was made. |",
    ]

    @Test("has a row for every field with its type, default, bounds and meaning", arguments: rows)
    func row(text: String) {
        #expect(Self.page.split(separator: "\n").contains(Substring(text)))
    }

    @Test("names the fields of items and of values by their paths")
    func nested() {
        #expect(Self.page.contains("| `spec.parts[].id` | string | required |"))
        #expect(
            Self.page.contains("| `spec.labels` | map of strings |  | at most 5 entries; each: at most 9 characters |")
        )
        #expect(
            Self.page.contains("| `spec.tags` | list of strings |  | at most 5 items; none twice; each: lower-case")
        )
    }

    @Test("lists the rules below the fields")
    func rules() {
        #expect(Self.page.contains("Rules:\n\n- `spec`: many gadgets cannot be shiny.\n"))
    }

    @Test("shows the columns of kubectl get")
    func columns() {
        #expect(Self.page.contains("| Count | How many there are. | `.spec.count` | always |\n"))
    }

    @Test("escapes characters that would end a table column")
    func escapes() {
        let schema = Schema.object("A | B.", [.optional("a", .boolean, "This | that.")])
        let resource = APIResource(group: "example.com", version: "v1", kind: "Gadget", plural: "gadgets")
        let definition = CustomResourceDefinition(resource: resource, schema: .root(of: resource, "It.", spec: schema))
        #expect(ReferencePage(definition).markdown.contains(#"| This \| that. |"#))
    }
}

@Suite("A definition")
struct CustomResourceDefinitionTests {
    static let resource = APIResource(
        group: "example.com",
        version: "v1",
        kind: "Gadget",
        plural: "gadgets",
        isNamespaced: false
    )

    @Test("takes group, names, categories and scope from its arguments")
    func names() {
        let manifest = CustomResourceDefinition(
            resource: Self.resource,
            shortNames: ["gd"],
            categories: ["all"],
            schema: .root(of: Self.resource, "A gadget.", spec: Gadget.schema)
        )
        .manifest
        #expect(manifest["metadata"]?["name"] == "gadgets.example.com")
        #expect(manifest["spec"]?["group"] == "example.com")
        #expect(manifest["spec"]?["scope"] == "Cluster")
        #expect(manifest["spec"]?["names"]?["shortNames"] == ["gd"])
        #expect(manifest["spec"]?["names"]?["categories"] == ["all"])
    }

    @Test("leaves out the settings that it does not have")
    func absent() {
        let definition = CustomResourceDefinition(
            resource: Self.resource,
            schema: .root(of: Self.resource, "A gadget.", spec: Gadget.schema)
        )
        #expect(definition.manifest["spec"]?["names"]?["shortNames"] == nil)
        #expect(definition.manifest["spec"]?["names"]?["categories"] == nil)
        let schema = definition.manifest["spec"]?["versions"]?[0]?["schema"]?["openAPIV3Schema"]
        #expect(schema?["required"] == ["spec"])
        #expect(schema?["properties"]?["status"] == nil)
        #expect(definition.manifest["spec"]?["versions"]?[0]?["subresources"] == nil)
    }
}
