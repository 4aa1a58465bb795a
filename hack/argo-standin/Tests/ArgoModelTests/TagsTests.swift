import ArgoModel
import KubeCore
import Testing

@Suite struct TagsTests {
    @Test(arguments: [
        ("plain", "plain"),
        ("{{item}}", "a b"),
        ("--x={{ item }}!", "--x=a b!"),
        ("{{item}}{{item}}", "a ba b"),
        ("{ {item} }", "{ {item} }"),
        ("}}", "}}"),
        ("$(HOME) `id` \\ \" ' \u{0} 日本 \u{301}", "$(HOME) `id` \\ \" ' \u{0} 日本 \u{301}"),
    ])
    func `replaces known tags and leaves every other byte alone`(text: String, expected: String) throws {
        let result = try Tags.substitute(text, ["item": "a b"], at: "here")
        #expect(Array(result.utf8) == Array(expected.utf8))
    }

    @Test(arguments: [
        "{{other}}", "{{=1+1}}", "{{item", "{{{item}}}", "{{", "{{\u{301}x}}", "{{tasks.a.outputs.result}}",
    ])
    func `refuses unknown tags`(text: String) {
        #expect(throws: Refusal.self) { try Tags.substitute(text, ["item": "a"], at: "here") }
    }

    @Test func `does not replace tags in a value that it has inserted`() throws {
        #expect(
            try Tags.substitute("{{item}}", ["item": "{{workflow.uid}}"], at: "here") == "{{workflow.uid}}"
        )
    }

    @Test(arguments: [("{{", true), ("a{{b", true), ("{", false), ("{ {", false), ("{{\u{301}", true)])
    func `detects text that Argo would read as a tag`(text: String, expected: Bool) {
        #expect(Tags.mayHoldTag(text) == expected)
    }
}
