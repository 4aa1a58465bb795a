import KubeCRD
import KubeCore
import Testing

@Suite("A list of fields")
struct FieldsTests {
    static let whole = """
        {"name": "g", "count": 2, "isShiny": true, "color": "Green", "note": "n", "size": 5, "tags": ["a"],
         "labels": {"a": "b"}, "parts": [{"id": "p"}], "motor": {"power": 4, "fuel": "f"}, "spare": {"power": 1},
         "time": "2026-01-31T12:00:00Z", "pause": true}
        """

    @Test("reads and writes every field")
    func roundTrip() throws {
        let gadget: Gadget = try decode(Self.whole)
        #expect(gadget.count == 2 && gadget.color == .green && gadget.parts == [Part(id: "p")])
        #expect(gadget.spare == Motor(power: 1))
        #expect(try JSONValue(encoding: gadget) == decode(Self.whole, as: JSONValue.self))
    }

    @Test("sets absent and null fields to their defaults")
    func defaults() throws {
        #expect(try decode(#"{"name": "g"}"#) == Gadget(name: "g"))
        let nulls: Gadget = try decode(#"{"name": "g", "count": null, "note": null, "motor": null, "tags": null}"#)
        #expect(nulls == Gadget(name: "g"))
        #expect(try decode(#"{"name": "g", "motor": {}}"#) == Gadget(name: "g"))
    }

    @Test("ignores unknown members")
    func unknown() throws {
        #expect(try decode(#"{"name": "g", "shape": "round"}"#) == Gadget(name: "g"))
    }

    @Test("encodes defaults, and leaves out fields that are nil, and empty ones that an apply merges by item")
    func encoding() throws {
        #expect(
            try JSONValue(encoding: Gadget(name: "g")) == [
                "name": "g", "count": 1, "isShiny": false, "color": "Red", "motor": ["power": 3],
                "pause": false,
            ]
        )
    }

    static let misfits: [(json: String, problem: String)] = [
        ("{}", ".name is missing"),
        (#"{"name": null}"#, ".name is null"),
        (#"{"name": 5}"#, ".name is not of type String"),
        (#"{"name": "g", "count": "2"}"#, ".count is not of type Int"),
        (#"{"name": "g", "motor": {"power": "much"}}"#, ".motor.power is not of type Int"),
        (#"{"name": "g", "parts": [{"id": "a"}, {}]}"#, ".parts[1].id is missing"),
        (#"{"name": "g", "time": "soon"}"#, ".time: soon is not RFC 3339"),
    ]

    @Test("says which field does not decode, and why", arguments: misfits)
    func misfit(json: String, problem: String) {
        #expect {
            try decode(json, as: Gadget.self)
        } throws: {
            decodingProblem($0) == problem
        }
    }

    @Test("refuses an unknown choice")
    func unknownChoice() {
        #expect(throws: DecodingError.self) { try decode(#"{"name": "g", "color": "Blue"}"#, as: Gadget.self) }
    }

    struct Tolerant: FieldCoded, Hashable {
        var count = 1
        var note: String?

        static let fields = Fields("A tolerant thing.", from: Tolerant()) {
            Field("count", \.count, .integer(0...9), "A number.").lenient
            Field("note", \.note, .string(length: 0...9), "A word.").lenient
        }
    }

    struct Sum: FieldCoded, Hashable {
        var count = 1
        var text: String? { count > 0 ? "\(count) things" : nil }

        static let fields = Fields("A sum.", from: Sum()) {
            Field("count", \.count, .integer(0...9), "A number.")
            Field(computed: "text", \.text, .string(length: 0...99), "The same in words.")
        }
    }

    @Test("can have a computed field that is only encoded")
    func computed() throws {
        let sum: Sum = try decode(#"{"count": 3, "text": "five things"}"#)
        #expect(try JSONValue(encoding: sum) == ["count": 3, "text": "3 things"])
        #expect(try JSONValue(encoding: Sum(count: 0)) == ["count": 0])
        #expect(Sum.fields.identity(of: sum) == ["count": 3])
    }

    @Test("can use the default in place of a malformed value")
    func lenient() throws {
        #expect(try decode(#"{"count": "many", "note": "n"}"#) == Tolerant(count: 1, note: "n"))
        #expect(try decode(#"{"count": 2, "note": 7}"#) == Tolerant(count: 2, note: nil))
    }
}

@Suite("The schema of a list of fields")
struct FieldsSchemaTests {
    static func properties<Value: FieldCoded>(_ type: Value.Type) -> [String: SchemaProperty] {
        Dictionary(type.fields.properties.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    @Test("requires fields without a default")
    func required() {
        #expect(Gadget.fields.properties.filter(\.isRequired).map(\.name) == ["name"])
        #expect(Gadget.schema.json["required"] == ["name"])
    }

    @Test("states defaults, and an empty object where only its parts have some")
    func defaults() {
        let properties = Self.properties(Gadget.self)
        #expect(properties["count"]?.schema.defaultValue == 1)
        #expect(properties["isShiny"]?.schema.defaultValue == false)
        #expect(properties["color"]?.schema.defaultValue == "Red")
        #expect(properties["motor"]?.schema.defaultValue == [:])
        for name in ["name", "note", "tags", "labels", "parts", "spare", "time"] {
            #expect(properties[name]?.schema.defaultValue == nil, "\(name)")
        }
    }

    @Test("describes a field with its own text, or else with that of its type")
    func descriptions() {
        let properties = Self.properties(Gadget.self)
        #expect(properties["motor"]?.schema.description == "What drives it.")
        #expect(properties["spare"]?.schema.description == "A second motor.")
    }

    @Test("has the types and rules of the list")
    func shapes() {
        let schema = Gadget.schema.json
        #expect(schema["properties"]?["count"]?["maximum"] == 9)
        #expect(schema["properties"]?["color"]?["enum"] == ["Red", "Green"])
        #expect(schema["properties"]?["parts"]?["x-kubernetes-list-map-keys"] == ["id"])
        #expect(schema["x-kubernetes-validations"]?[0]?["message"] == "many gadgets cannot be shiny")
    }
}

@Suite("The identity hash of a value")
struct FieldsIdentityTests {
    @Test("leaves out fields with their default, so that a new field changes no hash")
    func defaults() {
        #expect(Gadget.fields.identity(of: Gadget(name: "g")) == ["name": "g"])
    }

    @Test("includes fields that differ from their default, and their parts by the same rule")
    func differences() {
        var gadget = Gadget(name: "g")
        gadget.count = 2
        gadget.motor.fuel = "f"
        gadget.spare = Motor()
        gadget.parts = [Part(id: "p")]
        #expect(
            Gadget.fields.identity(of: gadget) == [
                "name": "g", "count": 2, "motor": ["fuel": "f"], "spare": [:], "parts": [["id": "p"]],
            ]
        )
    }

    @Test("does not include fields that are excluded from it")
    func outside() {
        var gadget = Gadget(name: "g")
        gadget.pause = true
        #expect(Gadget.fields.identity(of: gadget) == ["name": "g"])
        #expect(Gadget.fields.all.filter(\.isOutsideIdentity).map(\.name.stringValue) == ["pause"])
    }

    struct Engine: FieldCoded, Hashable {
        var power = 1
        var motor = Motor()
        var mode = "slow"

        static let fields = Fields("An engine.", from: Engine()) {
            Field("power", \.power, .integer(0...9), "Power.").identified(as: "watts", evenAtDefault: true)
            Field("motor", \.motor).inlined
            Field("mode", \.mode, .string(length: 0...9), "Mode.")
                .identified { $0.mode == "slow" ? [:] : ["fast": true, "mode": .string($0.mode)] }
        }
    }

    @Test("can keep the form of earlier releases")
    func otherForms() {
        #expect(Engine.fields.identity(of: Engine()) == ["watts": 1])
        let other = Engine(power: 2, motor: Motor(fuel: "f"), mode: "mad")
        #expect(Engine.fields.identity(of: other) == ["watts": 2, "fuel": "f", "fast": true, "mode": "mad"])
    }
}
