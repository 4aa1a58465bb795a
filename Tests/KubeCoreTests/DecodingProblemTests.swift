import FoundationEssentials
import Testing

@testable import KubeCore

@Suite("Descriptions of decoding problems")
struct DecodingProblemTests {
    private struct Shape: Decodable {
        struct Part: Decodable { var size: Int }
        var parts: [Part]
    }

    @Test(
        "The description names the path and the problem",
        arguments: [
            ("{}", ".parts is missing"),
            (#"{"parts":[{"size":1},{}]}"#, ".parts[1].size is missing"),
            (#"{"parts":[{"size":"x"}]}"#, ".parts[0].size is not of type Int"),
            (#"{"parts":[{"size":null}]}"#, ".parts[0].size is null"),
        ]
    )
    func place(json: String, problem: String) throws {
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Shape.self, from: Data(json.utf8))
        }
        #expect(decodingProblem(try #require(error)) == problem)
    }

    @Test("The description of text that is not JSON says so")
    func noJSON() throws {
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Shape.self, from: Data("<html>".utf8))
        }
        #expect(decodingProblem(try #require(error)).contains("not valid JSON"))
    }
}
