import FoundationEssentials
import KubeCore
import Testing

@Suite("JSON that is nested too deeply")
struct DepthLimitedJSONTests {
    private static func nested(_ levels: Int, _ opening: String, _ closing: String, inside: String = "1") -> String {
        String(repeating: opening, count: levels) + inside + String(repeating: closing, count: levels)
    }

    @Test(
        "is read without the parts that are too deep, and its other members are kept",
        arguments: [
            nested(600, "[", "]"), nested(9_000, #"{"a":"#, "}"), nested(600, #"["]}\"[{",{"b":["#, "]}]"),
            nested(600, "[", "]") + #","f":"# + nested(600, "[", "]"),
        ]
    )
    func deep(value: String) throws {
        let text = """
            {"metadata":{"resourceVersion":"9"},"items":[
            {"metadata":{"name":"deep","uid":"u"},"spec":{"d":\(value),"e":1}},
            {"metadata":{"name":"beside","uid":"v"}}]}
            """
        let list = try DepthLimitedJSON.decode(ObjectList<AnyObject>.self, from: Data(text.utf8))
        #expect(list.items.map(\.metadata.name) == ["deep", "beside"])
        #expect(list.items.first?.spec?["e"] == 1)
        #expect(list.undecodable.isEmpty)
    }

    @Test("is refused when it is not valid JSON", arguments: ["", "{", nested(600, "[", ""), nested(600, "", "]")])
    func noJSON(text: String) {
        #expect(throws: DecodingError.self) { try DepthLimitedJSON.decode(JSONValue.self, from: Data(text.utf8)) }
    }

    private struct AnyObject: KubeObject {
        static let resource = APIResource(group: "g", version: "v1", kind: "Any", plural: "anys")
        let metadata: ObjectMeta
        let spec: JSONValue?
    }
}
