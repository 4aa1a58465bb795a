import FoundationEssentials
import Testing

@testable import KubeCore

@Suite("Status")
struct KubeStatusTests {
    private func status(_ json: String) throws -> KubeStatus {
        try JSONDecoder().decode(KubeStatus.self, from: Data(json.utf8))
    }

    @Test("A refusal is read with its causes")
    func full() throws {
        let status = try status(
            #"""
            {"kind":"Status","code":422,"reason":"Invalid","message":"no","details":{"name":"a","kind":"widgets",
             "causes":[{"reason":"FieldValueInvalid","message":"too big","field":"spec.size"}],"retryAfterSeconds":3}}
            """#
        )
        #expect(status.code == 422)
        #expect(status.reason == "Invalid")
        #expect(status.message == "no")
        #expect(status.details?.causes?.first?.field == "spec.size")
        #expect(status.details?.retryAfterSeconds == 3)
    }

    @Test(
        "A missing or null member is read as empty",
        arguments: ["{}", #"{"code":null,"reason":null,"message":null,"details":null}"#]
    )
    func empty(json: String) throws {
        #expect(try status(json) == KubeStatus(code: 0))
    }
}
