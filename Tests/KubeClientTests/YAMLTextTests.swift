import KubeCore
import Testing

@testable import KubeClient

@Suite("YAML")
struct YAMLTextTests {
    @Test(
        "Plain scalars have the type that they look like, and quoted ones are strings",
        arguments: [
            ("a: text", "text"), ("a: '1'", "1"), ("a: \"true\"", "true"), ("a: 1", .integer(1)),
            ("a: -7", .integer(-7)), ("a: 0x10", .integer(16)), ("a: 1.5", .number(1.5)), ("a: true", true),
            ("a: no", false), ("a: ~", nil), ("a: null", nil), ("a:", nil), ("a: 2026-01-31", "2026-01-31"),
            ("a: 9223372036854775807", .integer(.max)),
            ("a: 9223372036854775808", .number(9_223_372_036_854_775_808)),
            ("a: |\n  two\n  lines\n", "two\nlines\n"), ("a: >-\n  folded\n  line\n", "folded line"),
            ("a: [1, x]", [1, "x"]), ("a: {b: c}", ["b": "c"]), ("a: !!str 5", "5"),
        ] as [(String, JSONValue)]
    )
    func scalars(text: String, value: JSONValue) throws {
        #expect(try YAMLText.documents(in: text) == [["a": value]])
    }

    @Test("Every document of a stream is read, and empty ones are left out")
    func documents() throws {
        let text = "# comment\n---\na: 1\n---\n---\n# nothing\n---\n- b\n...\n"
        #expect(try YAMLText.documents(in: text) == [["a": 1], ["b"]])
        #expect(try YAMLText.documents(in: "").isEmpty)
    }

    @Test("JSON is read with all its escapes, including those that YAML lacks")
    func json() throws {
        let text = #"  {"a": "\ud83c\udf9e \/ \u0000", "b": [1, 1.5, null]}"#
        #expect(try YAMLText.documents(in: text) == [["a": "🎞 / \u{0}", "b": [1, .number(1.5), nil]]])
    }

    @Test("An alias is replaced by the value of its anchor")
    func anchors() throws {
        #expect(try YAMLText.documents(in: "a: &x {b: 1}\nc: *x") == [["a": ["b": 1], "c": ["b": 1]]])
    }

    @Test(
        "A merge key adds the members that the mapping lacks",
        arguments: [
            ("x: &x {b: 1, c: 2}\na: {<<: *x, c: 3}", ["b": 1, "c": 3]),
            ("x: [&x {b: 1}, &y {b: 2, c: 2}]\na: {<<: [*x, *y]}", ["b": 1, "c": 2]),
            ("x: &x {b: {d: 1}}\na: {b: {e: 2}, <<: *x}", ["b": ["e": 2]]),
            ("a: {\"<<\": {b: 1}}", ["<<": ["b": 1]]),
        ] as [(String, JSONValue)]
    )
    func mergeKeys(text: String, value: JSONValue) throws {
        #expect(try YAMLText.documents(in: text).first?["a"] == value)
    }

    @Test(
        "A scalar has the type that kubectl gives it",
        arguments: [
            ("12:30:45", "12:30:45"), ("1:30", "1:30"), ("1:30.5", "1:30.5"), ("y", true),
            ("N", false), ("On", true), ("'y'", "y"), ("!!str n", "n"), ("tRUE", "tRUE"),
            ("010", .integer(8)), ("019", .number(19)),
            ("1_000", .integer(1000)), ("-0x10", .integer(-16)), ("0b11", .integer(3)),
            ("-.5", .number(-0.5)), ("5.", .number(5)), ("12e5", .number(1_200_000)),
            ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
        ] as [(String, JSONValue)]
    )
    func kubectlScalars(text: String, value: JSONValue) throws {
        #expect(try YAMLText.documents(in: "a: \(text)") == [["a": value]])
    }

    @Test(
        "Invalid YAML is refused with its position, in whichever document",
        arguments: [
            "a: [1", "a: 1\n---\nb: {c", "a: 1\n  b: 2", "\tx: 1", "a: *unknown", "a: \"open", "? [1]\n: x",
            "a: {<<: 1}", "a: .nan", "a: 1e400",
        ]
    )
    func syntaxErrors(text: String) {
        let error = #expect(throws: YAMLText.SyntaxError.self) { try YAMLText.documents(in: text) }
        #expect(error?.description.contains { $0.isNumber } == true, "\(String(describing: error))")
    }

    @Test(
        "A string that a reader could take for another type is quoted",
        arguments: [
            "", "true", "False", "yes", "NO", "on", "off", "y", "N", "null", "~", "1", "-1", "+1", "0x1f",
            "0o7", "1.5",
            ".5", "1e3", "12e5", "1_000", "12:30:45", ".inf", ".NaN", "2026-01-31", "2026-01-31T12:00:00Z",
            "=", "<<",
        ]
    )
    func quoted(string: String) throws {
        let text = try YAMLText.text(["a": .string(string)])
        #expect(text == "a: \"\(string)\"\n")
    }

    @Test(
        "A string that needs no quotes is written without them",
        arguments: [
            "text", "two words", "a/b", "registry.example/image:v1.2", "yesterday", "nothing", "https://x",
        ]
    )
    func plain(string: String) throws {
        #expect(try YAMLText.text(["a": .string(string)]) == "a: \(string)\n")
    }

    @Test("A string with several lines is written as a block")
    func lines() throws {
        #expect(try YAMLText.text(["a": "one\ntwo\n"]) == "a: |\n  one\n  two\n")
    }

    @Test("A manifest begins with apiVersion and kind")
    func order() throws {
        let manifest: JSONValue = [
            "status": [:], "spec": ["b": 1, "a": [1, "x"]], "metadata": ["name": "web"], "kind": "Widget",
            "apiVersion": "example.dev/v1",
        ]
        let text = """
            apiVersion: example.dev/v1
            kind: Widget
            metadata:
              name: web
            spec:
              a:
              - 1
              - x
              b: 1
            status: {}

            """
        let written = try YAMLText.text(manifest)
        #expect(written == text)
    }

    @Test(
        "Every value survives writing and reading",
        arguments: [
            nil, true, false, .integer(0), .integer(.max), .integer(.min), .number(0.5), .number(-1e-7),
            .number(1e19),
            .number(1e300), [], [:], [[], [:], [nil]], ["a": ["b": ["c": [1, ["d": nil]]]]],
        ] as [JSONValue]
    )
    func valueRoundTrip(value: JSONValue) throws {
        #expect(try YAMLText.documents(in: YAMLText.text(["a": value])) == [["a": value]])
    }

    @Test(
        "Every string survives writing and reading as a value, a key and an element",
        arguments: [
            "", " ", "  lead", "trail  ", "\n", "\n\n", "a\n", "\na", "a\n\n\nb", "  a\n b\n", "a \nb",
            "tab\there",
            "\ttab", "a\r\nb", "a\rb", "quote\"'s", "back\\slash", "# no comment", "a # b", "a: b", "- a",
            "-", "? a",
            "*a", "&a", "!a", "%a", "@a", "`a", "{a}", "[a]", "{{a}}", "a,b", "---", "...", "|", ">", "null",
            "true",
            "ünïcode", "🎞", "\u{85}", "\u{2028}", "\u{7F}", "\u{1}", "a\u{0}b", "y", "12e5", "=", "<<",
            String(repeating: "long word ", count: 50),
        ]
    )
    func stringRoundTrip(string: String) throws {
        let value: JSONValue = .object([string: .string(string), "list": [.string(string)]])
        #expect(try YAMLText.documents(in: YAMLText.text(value)) == [value])
    }

    @Test("Random strings survive writing and reading")
    func randomStrings() throws {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("ab01 \n\t:-#'\"{}[],&*!|>%@`?~.\\eE+_=<é")
        for _ in 0..<2000 {
            let string = String(
                (0..<Int.random(in: 0...12, using: &random)).compactMap { _ in alphabet.randomElement() }
            )
            let value: JSONValue = ["a": .string(string)]
            let text = try YAMLText.text(value)
            try #require(try YAMLText.documents(in: text) == [value], "\(string.debugDescription)")
        }
    }
}
