import FaultInjection
import KubeCore
import Testing

@Suite("Mutations of a schema")
struct SchemaMutationTests {
    private static let schema: JSONValue = [
        "type": "object",
        "properties": [
            "name": ["type": "string", "enum": ["a"]],
            "ports": ["type": "array", "items": ["type": "integer", "maximum": 9]],
        ],
    ]

    @Test(
        "Every field has mutations, even within lists",
        arguments: ["spec", "spec.name", "spec.ports", "spec.ports.0"]
    )
    func everyField(path: String) {
        #expect(SchemaMutation.all(Self.schema).contains { $0.path == path && $0.value != nil })
        #expect(SchemaMutation.all(Self.schema).contains { $0.path == path && $0.value == nil })
    }

    @Test("Mutations violate bounds and enumerations")
    func bounds() {
        let all = SchemaMutation.all(Self.schema)
        #expect(all.contains { $0.path == "spec.ports.0" && $0.value == 9 })
        #expect(all.contains { $0.path == "spec.name" && $0.value == "NotInTheEnum" })
    }

    @Test("A mutation changes its field and nothing else")
    func mutated() throws {
        let document: JSONValue = ["spec": ["name": "a", "ports": [1, 2]]]
        let mutation = try #require(
            SchemaMutation.all(Self.schema).first { $0.path == "spec.ports.0" && $0.value == 9 }
        )
        #expect(document.mutated(by: mutation) == ["spec": ["name": "a", "ports": [9, 2]]])
    }

    @Test("A change to a nested field adds the missing parents")
    func change() {
        let object: JSONValue = ["metadata": ["labels": ["a": "b"]]]
        #expect(object.changing("metadata.labels", .null) == ["metadata": ["labels": nil]])
        #expect(object.changing("metadata.labels.a", .missing) == ["metadata": ["labels": [:]]])
        #expect(object.changing("spec.size", .number)["spec"] == ["size": 7])
    }
}
