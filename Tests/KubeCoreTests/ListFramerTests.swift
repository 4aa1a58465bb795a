import KubeCore
import Testing

@Suite("Framing of lists")
struct ListFramerTests {
    private func frame(_ text: String, chunk size: Int, limit: Int = 1000) throws -> (items: [String], envelope: String)
    {
        var framer = ListFramer(limit: limit)
        var items: [String] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            items += try framer.append(Array(rest.prefix(size))).map { String(decoding: $0, as: UTF8.self) }
            rest = rest.dropFirst(size)
        }
        return (items, String(decoding: framer.envelope, as: UTF8.self))
    }

    /// Documents with their items and what is around them; nil when that is everything.
    private static let documents: [(text: String, items: [String], envelope: String?)] = [
        (
            #"{"kind":"L","metadata":{"resourceVersion":"1"},"items":[{"a":1},{"b":[2,{}]}]}"#,
            [#"{"a":1}"#, #"{"b":[2,{}]}"#],
            #"{"kind":"L","metadata":{"resourceVersion":"1"},"items":[]}"#
        ),
        (
            #"{ "items" : [ {"a": "]}\"\\"} , {"items": [1]} ] , "metadata": {"continue": "x"} }"#,
            [#"{"a": "]}\"\\"}"#, #"{"items": [1]}"#],
            #"{ "items" : [] , "metadata": {"continue": "x"} }"#
        ),
        (#"{"metadata":{"items":[1,2]},"x":"items","y":[{"z":1}]}"#, [], nil),
        (#"{"items":[]}"#, [], nil), (#"{"items":null}"#, [], nil), ("{}", [], nil), ("[[1]]", [], nil), ("", [], nil),
        (#"{"items":[null, 1,"x,]}", [2]]}"#, ["null", "1", #""x,]}""#, "[2]"], #"{"items":[]}"#),
        (#"{"items":[{"a":1}"#, [#"{"a":1}"#], #"{"items":["#),
        ("}}]]{\"items\":[{}]}", ["{}"], "}}]]{\"items\":[]}"),
    ]

    @Test(
        "Items are found, and everything around them stays, however the chunks are cut",
        arguments: [1, 2, 3, 7, 1000]
    )
    func frames(size: Int) throws {
        for document in Self.documents {
            let found = try frame(document.text, chunk: size)
            #expect(found.items == document.items, "\(document.text)")
            #expect(found.envelope == document.envelope ?? document.text, "\(document.text)")
        }
    }

    @Test("An item, or an envelope, that is too long is rejected, and many items together are not")
    func limit() throws {
        let item = #"{"a":"0123456789"}"#
        #expect(throws: ListFramer.TooLong.self) {
            try frame(#"{"items":[\#(item)]}"#, chunk: 5, limit: 17)
        }
        let list = #"{"items":[\#(Array(repeating: item, count: 10).joined(separator: ","))]}"#
        #expect(try frame(list, chunk: 5, limit: 18).items.count == 10)
        #expect(throws: ListFramer.TooLong.self) { try frame(#"{"a":"0123456789"}"#, chunk: 5, limit: 17) }
    }

    @Test("A list is read item by item, with the same result as in one piece")
    func reader() throws {
        let text = """
            {"metadata":{"resourceVersion":"9","continue":"more"},"items":[
            {"metadata":{"name":"a"},"spec":{"size":1}},{"metadata":{"name":"b"},"spec":{"size":"big"}}]}
            """
        var reader = ObjectListReader<Widget>(itemLimit: 100)
        for byte in text.utf8 { try reader.append([byte]) }
        let list = try reader.finish()
        #expect(list.items.map(\.metadata.name) == ["a"])
        #expect(list.undecodable.map(\.metadata.name) == ["b"])
        #expect(list.undecodable.map(\.problem) == [".spec.size is not of type Int"])
        #expect(list.resourceVersion == "9")
        #expect(list.continue == "more")
        #expect(reader.count == 2)
    }

    @Test("A list that is cut off or is not JSON is an error", arguments: [#"{"items":[{"metadata":{}"#, "<html>", ""])
    func malformed(text: String) throws {
        var reader = ObjectListReader<Widget>(itemLimit: 100)
        try reader.append(Array(text.utf8))
        #expect(throws: DecodingError.self) { try reader.finish() }
    }
}
