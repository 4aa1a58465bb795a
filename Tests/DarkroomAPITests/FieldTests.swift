import DarkroomAPI
import KubeCRD
import KubeCore
import Testing

@Suite("Every field of every schema")
struct FieldTests {
    @Test(
        "survives decoding and encoding, beside the defaults of the other fields",
        arguments: CodedType.specs + CodedType.statuses
    )
    func roundTrip(type: CodedType) {
        #expect(type.schema.variants.count > 5)
        #expect(type.losses() == [])
    }

    @Test("of a spec is refused with its path where its type is wrong", arguments: CodedType.specs)
    func misfits(type: CodedType) {
        for misfit in type.schema.misfits where !misfit.path.isEmpty {
            #expect {
                try type.rewrite(misfit.json)
            } throws: {
                decodingProblem($0).hasPrefix(misfit.path)
            }
        }
    }

    @Test("that is required is reported with its path when it is missing", arguments: CodedType.specs)
    func missing(type: CodedType) {
        guard case .object(let properties) = type.schema.shape else { return }
        for property in properties where property.isRequired {
            guard case .object(var members) = type.schema.least else { continue }
            members[property.name] = nil
            #expect {
                try type.rewrite(.object(members))
            } throws: {
                decodingProblem($0) == ".\(property.name) is missing"
            }
        }
    }

    @Test("of a spec that is null has its default", arguments: CodedType.specs)
    func nulls(type: CodedType) throws {
        guard case .object(let properties) = type.schema.shape, case .object(let least) = type.schema.least else {
            return
        }
        let expected = try type.rewrite(type.schema.least)
        for property in properties where !property.isRequired {
            #expect(try type.rewrite(.object(least.merging([property.name: .null]) { _, new in new })) == expected)
        }
    }

    @Test("of a spec is encoded unless it is nil")
    func writesDefaults() throws {
        #expect(
            try JSONValue(encoding: InferenceServiceSpec(image: "i")) == [
                "image": "i", "command": [], "args": [], "port": 8080, "env": [], "stopped": false, "routes": [],
                "podLabels": [:], "podAnnotations": [:],
                "resources": ["requests": [:], "limits": [:]],
                "scaling": [
                    "minReplicas": 0, "maxReplicas": 1, "concurrency": 1, "containerConcurrency": 0, "idleSeconds": 300,
                    "coldStartTimeoutSeconds": 300, "queueLimit": ["requests": 1000, "bytes": 67_108_864],
                ],
                "probes": ["periodSeconds": 1, "timeoutSeconds": 2, "failureThreshold": 15],
            ]
        )
    }
}

@Suite("The round trip notices")
struct FieldMistakeTests {
    struct SharedProperty: FieldCoded {
        var first = 1
        var second = 2

        static let fields = Fields("A toy.", from: SharedProperty()) {
            Field("first", \.first, .integer(0...9), "One number.")
            Field("second", \.first, .integer(0...9), "Another, by mistake in the same property.")
        }
    }

    @Test("two fields that share a property")
    func sharedProperty() {
        #expect(!CodedType(SharedProperty.self).losses().isEmpty)
    }

    struct OtherReading: FieldCoded {
        var name = "a"

        static let fields = Fields("A toy.", from: OtherReading()) {
            Field("name", \.name, .string(length: 0...9), "A name.") { container, name in
                try container.decodeIfPresent(Int.self, forKey: name).map { "\($0)" }
            }
        }
    }

    @Test("a field that does not accept a value that its schema allows")
    func otherReading() {
        #expect(CodedType(OtherReading.self).losses().first?.contains(".name") == true)
    }
}
