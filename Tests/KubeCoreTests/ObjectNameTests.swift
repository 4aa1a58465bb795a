import Testing

@testable import KubeCore

@Suite("Derived names")
struct ObjectNameTests {
    @Test(
        "A short name stays as it is",
        arguments: [("web", "", "web"), ("web", "run", "web-run"), ("a-b", "c-d", "a-b-c-d")]
    )
    func short(base: String, suffix: String, name: String) {
        #expect(ObjectName.derive(base, suffix: suffix) == name)
    }

    @Test("A name of exactly the limit stays as it is, and a longer one is cut and hashed", arguments: [0, 1, 5, 17])
    func limit(suffixLength: Int) {
        let suffix = String(repeating: "s", count: suffixLength)
        let room = ObjectName.labelLimit - (suffixLength == 0 ? 0 : suffixLength + 1)
        let fits = String(repeating: "b", count: room)
        #expect(ObjectName.derive(fits, suffix: suffix) == fits + (suffix.isEmpty ? "" : "-\(suffix)"))
        let cut = ObjectName.derive(fits + "b", suffix: suffix)
        #expect(cut.utf8.count == ObjectName.labelLimit)
        #expect(cut.hasSuffix(suffix))
        #expect(!cut.hasPrefix(fits))
    }

    @Test("Names of every length give a DNS label within every bound", arguments: [20, 40, 52, 63])
    func label(limit: Int) {
        for length in 1...253 {
            let base = String(String(repeating: "ab-.", count: 64).prefix(length - 1)) + "z"
            let name = ObjectName.derive(base, suffix: "run", limit: limit)
            #expect(name.utf8.count <= limit)
            #expect(name.first != "-" && name.last != "-")
            #expect(name.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D })
        }
    }

    @Test(
        "Different names stay different after they are cut",
        arguments: [
            ("a.b", "a-b"), ("a.b", "a-b.c"), ("a.b-c", "a-b.c"),
            (String(repeating: "x", count: 80) + "1", String(repeating: "x", count: 80) + "2"),
        ]
    )
    func apart(one: String, other: String) {
        #expect(ObjectName.derive(one) != ObjectName.derive(other))
        #expect(ObjectName.derive(one, suffix: "s") != ObjectName.derive(other, suffix: "s"))
    }

    @Test("A name that is cut right after a dash has no double dash")
    func trailingDashes() {
        let base = String(repeating: "a", count: 50) + "----" + String(repeating: "b", count: 50)
        let name = ObjectName.derive(base)
        #expect(!name.contains("--"))
    }

    @Test("The same parent gives the same name in every release")
    func deterministic() {
        let name = ObjectName.derive("images.example", suffix: "run")
        #expect(name == "images-example-\(StableHash.hex("images.example".utf8).prefix(8))-run")
    }
}
