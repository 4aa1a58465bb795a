import DarkroomAPI
import KubeCRD
import KubeCore
import Testing

@Suite("The CustomResourceDefinitions")
struct CustomResourceDefinitionTests {
    static let kinds: [(definition: String, kind: String, shortName: String)] = [
        ("imagepipelines.darkroom.dev", "ImagePipeline", "ipl"),
        ("inferenceservices.darkroom.dev", "InferenceService", "infsvc"),
        ("trainingruns.darkroom.dev", "TrainingRun", "trun"),
    ]

    @Test("are one for each kind, sorted by name")
    func order() {
        let found = CustomResourceDefinitions.all.map { $0["metadata"]?["name"]?.stringValue }
        #expect(found == Self.kinds.map(\.definition))
    }

    @Test("name their kind, its short name and its category", arguments: kinds)
    func names(definition: String, kind: String, shortName: String) throws {
        let spec = try #require(manifest(definition)["spec"])
        #expect(spec["group"] == "darkroom.dev")
        #expect(spec["scope"] == "Namespaced")
        #expect(spec["names"]?["kind"] == .string(kind))
        #expect(spec["names"]?["shortNames"] == [.string(shortName)])
        #expect(spec["names"]?["categories"] == ["darkroom"])
    }

    @Test("keep status apart from spec, and offer no scale", arguments: kinds)
    func subresources(definition: String, kind: String, shortName: String) throws {
        let versions = try #require(manifest(definition)["spec"]?["versions"]?.arrayValue)
        #expect(versions.count == 1)
        #expect(versions[0]["subresources"] == ["status": [:]])
        #expect(versions[0]["storage"] == true)
    }

    @Test("have a column for the state first and one for the age last", arguments: kinds)
    func columns(definition: String, kind: String, shortName: String) throws {
        let columns = try #require(
            manifest(definition)["spec"]?["versions"]?[0]?["additionalPrinterColumns"]?.arrayValue
        )
        #expect(["Phase", "Ready"].contains(columns.first?["name"]?.stringValue))
        #expect(columns.last?["name"] == "Age")
        let narrow = columns.filter { $0["priority"] == nil }
        #expect(narrow.count <= 6)
    }

    @Test("allow changes only to the control fields of a started TrainingRun")
    func immutability() throws {
        let schema = try manifest("trainingruns.darkroom.dev")["spec"]?["versions"]?[0]?["schema"]
        let rules = try #require(schema?["openAPIV3Schema"]?["x-kubernetes-validations"]?.arrayValue)
        let byName = try #require(rules.first?["rule"]?.stringValue)
        #expect(byName.contains("oldSelf.status.startTime"))
        #expect(byName.contains("self.spec.image == oldSelf.spec.image"))
        for steering in ["suspend", "cancel", "ttlSecondsAfterFinished"] {
            #expect(!byName.contains("self.spec.\(steering)"))
        }
    }

    private func manifest(_ name: String) throws -> JSONValue {
        try #require(CustomResourceDefinitions.definitions.first { $0.name == name }).manifest
    }
}
