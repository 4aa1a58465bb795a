import FoundationEssentials
import Testing

@testable import KubeCore

@Suite("JSON values")
struct JSONValueTests {
    private func read(_ json: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
    }

    @Test(
        "A value is written back as it was read",
        arguments: [
            "null", "true", "false", "0", "1", "-1", "9223372036854775807", "-9223372036854775808", "0.5", "-12.25",
            #""""#, #""text""#, #""\"quoted\" \\ and \n""#, #""ünïcode 🎞""#, "[]", "{}", "[null,true,1,0.5,\"x\"]",
            #"{"a":{"b":[{"c":null}]},"d":"true","e":"1"}"#,
        ]
    )
    func roundTrip(json: String) throws {
        #expect(String(decoding: try read(json).canonicalData(), as: UTF8.self) == json)
    }

    @Test(
        "Each kind of value is distinguished from the others",
        arguments: [
            ("null", .null), ("true", true), ("1", .integer(1)), ("1.5", .number(1.5)), ("\"1\"", "1"),
            ("\"true\"", "true"), ("[1]", [1]), ("{\"a\":1}", ["a": 1]),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ] as [(String, JSONValue)]
    )
    func kinds(json: String, value: JSONValue) throws {
        #expect(try read(json) == value)
    }

    @Test("A number beyond 64 bits becomes the nearest number that can be represented")
    func beyond64Bits() throws {
        #expect(try read("9223372036854775808") == .number(9_223_372_036_854_775_808))
        #expect(try read("1e300") == .number(1e300))
    }

    @Test("Equal values are encoded to equal bytes, whatever the order of their members")
    func canonical() throws {
        let one = try read(#"{"b":1,"a":{"d":1,"c":2}}"#)
        let other = try read(#"{"a":{"c":2,"d":1},"b":1}"#)
        #expect(try one.canonicalData() == other.canonicalData())
    }

    @Test("Endless nesting is refused and does not crash the parser")
    func deep() {
        let json = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(throws: (any Error).self) { try read(json) }
    }

    @Test("A lookup at a wrong path returns nil")
    func lookup() {
        let value: JSONValue = ["list": [1, "two"], "flag": true]
        #expect(value["list"]?[1]?.stringValue == "two")
        #expect(value["list"]?[0]?.integerValue == 1)
        #expect(value["flag"]?.boolValue == true)
        #expect(value["list"]?.arrayValue?.count == 2)
        #expect(value.objectValue?.count == 2)
        #expect(value["list"]?[2] == nil)
        #expect(value["list"]?[-1] == nil)
        #expect(value["list"]?["name"] == nil)
        #expect(value["missing"] == nil)
        #expect(value[0] == nil)
    }

    @Test("A literal that names a member twice keeps the last value")
    func duplicateMembers() {
        let value = JSONValue(dictionaryLiteral: ("a", 1), ("a", 2))
        #expect(value == ["a": 2])
    }
}
