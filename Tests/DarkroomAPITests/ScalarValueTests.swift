import DarkroomAPI
import KubeCore
import Testing

@Suite("Parameter values")
struct ScalarValueTests {
    static let values: [(json: String, value: ScalarValue, text: String)] = [
        (#""text""#, "text", "text"),
        (#""  {{weird}} $(x)\n""#, "  {{weird}} $(x)\n", "  {{weird}} $(x)\n"),
        (#""3""#, "3", "3"),
        (#""true""#, "true", "true"),
        ("3", 3, "3"),
        ("-7", -7, "-7"),
        ("9223372036854775807", .integer(.max), "9223372036854775807"),
        ("0.001", 0.001, "0.001"),
        ("1e-07", 1e-07, "1e-07"),
        ("true", true, "true"),
        ("false", false, "false"),
    ]

    @Test("reach a container as they are written in the manifest", arguments: values)
    func text(json: String, value: ScalarValue, text: String) throws {
        #expect(try decode(json, as: ScalarValue.self) == value)
        #expect(value.text == text)
    }

    @Test("keep their type in a JSON document", arguments: values)
    func json(json: String, value: ScalarValue, text: String) throws {
        #expect(try decode(json, as: ScalarValue.self).json == decode(json, as: JSONValue.self))
    }

    @Test("are not objects, lists or null", arguments: ["{}", "[]", "[1]", #"{"a": 1}"#, "null"])
    func refused(json: String) {
        #expect(throws: DecodingError.self) { try decode("[\(json)]", as: [ScalarValue].self) }
    }
}

@Suite("Parameter names")
struct ParameterNameTests {
    @Test(
        "may be written in any common style",
        arguments: ["a", "learningRate", "learning-rate", "lr_0", "A.b"]
    )
    func valid(name: String) { #expect(ParameterName.isValid(name)) }

    @Test(
        "may not have characters that an argument or an environment variable cannot carry",
        arguments: [
            "", "-x", "1st", "a b", "a=b", "a\n", "größe", "{{a}}", "$(a)", String(repeating: "a", count: 64),
        ]
    )
    func invalid(name: String) { #expect(!ParameterName.isValid(name)) }
}
