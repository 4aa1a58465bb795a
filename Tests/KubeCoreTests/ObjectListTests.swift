import FoundationEssentials
import Testing

@testable import KubeCore

@Suite("Lists")
struct ObjectListTests {
    private func list(_ json: String) throws -> ObjectList<Widget> {
        try JSONDecoder().decode(ObjectList<Widget>.self, from: Data(json.utf8))
    }

    @Test("Items, version and token are read")
    func page() throws {
        let page = try list(
            #"""
            {"metadata":{"resourceVersion":"12","continue":"next"},
             "items":[{"metadata":{"name":"a"},"spec":{"size":1}},{"metadata":{"name":"b"},"spec":{"size":2}}]}
            """#
        )
        #expect(page.items.map(\.metadata.name) == ["a", "b"])
        #expect(page.resourceVersion == "12")
        #expect(page.continue == "next")
        #expect(page.undecodable.isEmpty)
    }

    @Test(
        "The last page has no token, in whichever form the server says so",
        arguments: [#"{"continue":""}"#, #"{"continue":null}"#, "{}", "null"]
    )
    func lastPage(metadata: String) throws {
        #expect(try list(#"{"metadata":\#(metadata),"items":[]}"#).continue == nil)
    }

    @Test("A list without items is empty", arguments: ["{}", #"{"items":null}"#, #"{"items":[]}"#])
    func noItems(json: String) throws {
        #expect(try list(json).items.isEmpty)
    }

    @Test("Malformed items are set aside by name, and the other items are read")
    func oddItems() throws {
        let page = try list(
            #"""
            {"items":[
              {"metadata":{"name":"good"},"spec":{"size":1}},
              {"metadata":{"name":"bad","namespace":"n","uid":"u"},"spec":{"size":1.5}},
              {"metadata":{"name":"worse","uid":"v","annotations":[]},"spec":{"size":1}},
              null,
              17,
              {"spec":{"size":1}},
              {"metadata":{"name":"last"},"spec":{"size":2}}
            ]}
            """#
        )
        #expect(page.items.map(\.metadata.name) == ["good", "last"])
        #expect(page.undecodable.map(\.metadata.name) == ["bad", "worse", "", "", ""])
        #expect(page.undecodable.map(\.metadata.uid) == ["u", "v", "", "", ""])
        #expect(page.undecodable.allSatisfy { !$0.problem.isEmpty })
    }

    @Test("Null in place of an optional value is read as absent")
    func nullMembers() throws {
        let page = try list(
            #"""
            {"items":[{"metadata":{"name":"a","namespace":null,"uid":null,"resourceVersion":null,"generation":null,
              "creationTimestamp":null,"deletionTimestamp":null,"labels":null,"annotations":null,
              "ownerReferences":null},"spec":{"size":1}}]}
            """#
        )
        #expect(page.items.map(\.metadata) == [ObjectMeta(name: "a")])
    }
}
