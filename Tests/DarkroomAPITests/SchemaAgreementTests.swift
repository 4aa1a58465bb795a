import DarkroomAPI
import KubeCore
import Testing

@Suite("Every decoder agrees with its schema on names, types, what is required, and defaults")
struct SchemaAgreementTests {
    @Test("in what is wanted")
    func specs() {
        #expect(disagreements(of: ImagePipelineSpec.self) == [])
        #expect(disagreements(of: TrainingRunSpec.self) == [])
        #expect(disagreements(of: InferenceServiceSpec.self) == [])
    }

    @Test("in what is reported")
    func statuses() {
        #expect(disagreements(of: ImagePipelineStatus.self) == [])
        #expect(disagreements(of: TrainingRunStatus.self) == [])
        #expect(disagreements(of: TrainerStatus.self) == [])
        #expect(disagreements(of: InferenceServiceStatus.self) == [])
        #expect(disagreements(of: InferenceGatewayStatus.self) == [])
    }
}

@Suite("The comparison of decoder and schema notices")
struct SchemaDisagreementTests {
    struct OnlyInDecoder: Codable, Schematic {
        var known: String
        var forgotten: String?
        static let schema = Schema.object("A toy.", [.required("known", .string(length: 0...9))])
    }
    @Test("a field that only the decoder has")
    func onlyInDecoder() {
        #expect(disagreements(of: OnlyInDecoder.self) == [".forgotten: read, but not in the schema"])
    }

    struct OnlyInSchema: Codable, Schematic {
        var known: String
        static let schema = Schema.object(
            "A toy.",
            [.required("known", .string(length: 0...9)), .optional("forgotten", .boolean)]
        )
    }
    @Test("a field that only the schema has")
    func onlyInSchema() {
        #expect(
            disagreements(of: OnlyInSchema.self).contains(
                ".forgotten: in the schema, but OnlyInSchema does not read it"
            )
        )
    }

    struct OtherType: Codable, Schematic {
        var count: Int
        static let schema = Schema.object("A toy.", [.required("count", .string(length: 0...9))])
    }
    @Test("a field of another type")
    func otherType() {
        #expect(disagreements(of: OtherType.self) == [".count: read as Int, but the schema says string"])
    }

    struct Insisting: Codable, Schematic {
        var name: String
        static let schema = Schema.object("A toy.", [.optional("name", .string(length: 0...9))])
    }
    @Test("a field that the decoder requires and the schema does not")
    func insisting() {
        #expect(disagreements(of: Insisting.self) == [".name: optional in the schema, but read as required"])
    }

    struct Lax: Codable, Schematic {
        var name: String?
        static let schema = Schema.object("A toy.", [.required("name", .string(length: 0...9))])
    }
    @Test("a field that the schema requires and the decoder does not")
    func lax() {
        #expect(disagreements(of: Lax.self) == [".name: required by the schema, but read as optional"])
    }

    struct Nested: Codable, Schematic {
        var items: [OnlyInDecoder]
        static let schema = Schema.object(
            "A toy.",
            [.required("items", .list(of: OnlyInDecoder.schema, count: 0...9))]
        )
    }
    @Test("a field deep within lists and objects")
    func nested() {
        #expect(disagreements(of: Nested.self) == [".items[].forgotten: read, but not in the schema"])
    }

    struct OtherDefault: Codable, Schematic {
        var count: Int
        static let schema = Schema.object("A toy.", [.optional("count", .integer(0...9), default: 3)])

        enum CodingKeys: CodingKey { case count }
        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            count = try container.decodeIfPresent(Int.self, forKey: .count) ?? 1
        }
    }
    @Test("a default that is not the same")
    func otherDefault() {
        #expect(disagreements(of: OtherDefault.self).count == 1)
        #expect(disagreements(of: OtherDefault.self).first?.contains("defaults differ") == true)
    }

    enum Half: String, Codable { case first }
    struct MissingCase: Codable, Schematic {
        var half: Half
        static let schema = Schema.object(
            "A toy.",
            [.required("half", .string(StringFormat(choices: ["first", "second"])))]
        )
    }
    @Test("an enumeration without one of the schema's choices")
    func missingCase() {
        #expect(disagreements(of: MissingCase.self).first?.contains("cannot be read") == true)
    }
}
