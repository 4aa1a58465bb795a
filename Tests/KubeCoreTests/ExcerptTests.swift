import KubeCore
import Testing

@Suite("Text from outside in a status")
struct ExcerptTests {
    @Test(
        "is cut to the length that the schema allows, in code points",
        arguments: [
            String(repeating: "x", count: 5000), "e" + String(repeating: "\u{301}", count: 5000),
            String(repeating: "e\u{301}", count: 5000), String(repeating: "👩‍🔬", count: 5000),
        ]
    )
    func bounded(text: String) {
        #expect(text.excerpt(1000).unicodeScalars.count <= 1001)
        #expect(text.excerpt(1000).hasSuffix("…"))
    }

    @Test("stays unchanged when it is short enough")
    func short() { #expect("naïve 🔬".excerpt(10) == "naïve 🔬") }

    @Test("contains no line breaks and no invisible characters")
    func oneLine() { #expect("a\nb\u{202E}c\r\nd".excerpt() == "a b c d") }
}
