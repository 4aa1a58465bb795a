import FoundationEssentials
import Testing

@testable import KubeCore

@Suite("JSON as programs really send it")
struct LenientJSONTests {
    private static func parse(_ text: String) throws -> JSONValue { try LenientJSON.parse(Data(text.utf8)) }

    @Test(
        "is read",
        arguments: [
            (#"{"a": [1, -2, 0.5, 1e3, true, false, null, "x"]}"#, ["a": [1, -2, 0.5, 1000.0, true, false, nil, "x"]]),
            (" \r\n\t[ ] ", []), ("{ }", [:]), ("\u{FEFF}{\"a\": 1}", ["a": 1]),
            (#"{"a": 1, "a": 2}"#, ["a": 2]), ("9223372036854775807", 9_223_372_036_854_775_807),
            ("9223372036854775808", 9_223_372_036_854_775_808.0), ("1.50", 1.5), ("+1", 1), (".5", 0.5), ("01", 1),
            (#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#, "\"\\/\u{8}\u{c}\n\r\té😀"),
            (#""\ud83d""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"), (#""\ud83d\n""#, "\u{FFFD}\n"),
            (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\udc00""#, "\u{FFFD}"), (#""C:\data""#, "C:data"),
            ("\"two\nlines\"", "two\nlines"), (#""""#, ""),
        ] as [(String, JSONValue)]
    )
    func read(text: String, value: JSONValue) throws {
        #expect(try Self.parse(text) == value)
    }

    @Test(
        "may hold numbers that are not finite",
        arguments: [
            ("NaN", Double.nan), ("nan", .nan), ("-nan", .nan), ("Infinity", .infinity), ("-Infinity", -.infinity),
            ("inf", .infinity), ("-inf", -.infinity), ("1e999", .infinity), ("-1e999", -.infinity),
        ]
    )
    func notFinite(text: String, number: Double) throws {
        guard case .object(let members) = try Self.parse("{\"loss\": \(text), \"lr\": 0.1}"),
            case .number(let loss)? = members["loss"]
        else {
            Issue.record("\(text) is not read as a number")
            return
        }
        #expect(loss == number || loss.isNaN && number.isNaN)
        #expect(members["lr"] == 0.1)
    }

    @Test("may hold bytes that are not UTF-8")
    func notUTF8() throws {
        #expect(try LenientJSON.parse(Data([0x22, 0x61, 0xFF, 0x22])) == "a\u{FFFD}")
    }

    @Test(
        "is refused with the place of the fault",
        arguments: [
            ("", "a value is missing at byte 0"), ("  ", "a value is missing at byte 2"),
            ("{} {}", "there is more after the value at byte 3"),
            (#"{"a" 1}"#, "a colon is expected at byte 5"), (#"{"a": 1"#, "a comma or the end of an object"),
            ("[1, ", "the text ends where a value is expected at byte 4"), ("[1 2]", "a comma or the end of a list"),
            ("{1: 2}", "the name of a member is expected at byte 1"),
            (#"{"a": }"#, "the value is not valid at byte 6"),
            ("[1,]", "the value is not valid at byte 3"), (#""abc"#, "the text ends within a string"),
            (#""a\"#, "the text ends within a string"), (#""\u12"#, "four hexadecimal digits"),
            (#""\u12G4""#, "four hexadecimal digits"), (#""\ud83d\u12""#, "four hexadecimal digits"),
            ("truth", "the value is not valid at byte 0"), ("1-2", "the value is not valid"),
            ("0x10", "the value is not valid"),
            ("nan(1)", "there is"), ("{'a': 1}", "the name of a member"),
            (String(repeating: "1", count: 1025), "a number is too long at byte 0"),
            ("\u{FEFF}", "a value is missing at byte 3"),
        ]
    )
    func refused(text: String, words: String) {
        let problem = #expect(throws: LenientJSON.Problem.self) { try Self.parse(text) }
        #expect(problem?.description.contains(words) == true, "\(problem?.description ?? "")")
    }

    @Test("is read without the parts that are nested too deeply", arguments: [64, 65, 5_000, 200_000])
    func deep(levels: Int) throws {
        let deep =
            String(repeating: #"{"]":["}",["#, count: levels / 3) + "1" + String(repeating: "]]}", count: levels / 3)
        let value = try Self.parse("{\"deep\": \(deep), \"beside\": 1}")
        #expect(value["beside"] == 1)
    }

    @Test("is refused when a part that is nested too deeply has no end")
    func endless() {
        #expect(throws: LenientJSON.Problem.self) { try Self.parse(String(repeating: "[", count: 200_000)) }
        #expect(throws: LenientJSON.Problem.self) { try Self.parse(String(repeating: "[", count: 100) + "\"") }
    }

    @Test("never stops the process, whatever the bytes are")
    func anyBytes() {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array(#"{}[]",:\u0d8e-+.EeNaInfity tr"#.utf8) + [0xEF, 0xBB, 0xBF, 0x00, 0xFF, 0x0A]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            _ = try? LenientJSON.parse(Data(bytes))
        }
    }
}
