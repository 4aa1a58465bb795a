import DarkroomTraffic
import KubeCore
import Testing

@testable import DarkroomGateway
@testable import DarkroomProxy

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("A line of the access log")
struct AccessLogLineTests {
    private static func record(request: String, status: Int?) -> AccessRecord {
        AccessRecord(
            requestID: "id",
            clientAddress: "10.0.0.9",
            request: request,
            service: ServiceID(namespace: "vision", name: "s"),
            pod: PodAddress(ip: "10.0.0.1", port: 80),
            status: status,
            isComplete: true,
            bytesSent: 5,
            duration: .microseconds(1500),
            coldStart: .seconds(2)
        )
    }

    @Test(
        "is one JSON object, whatever the client sent",
        arguments: ["GET /a", "GET /\"},{\"", "GET /a\\", "GET /\u{7F}\u{1}\n\u{2028}é"]
    )
    func json(request: String) throws {
        var text = ""
        AccessLogLine.append(Self.record(request: request, status: 200), at: "2026-01-31T12:00:00.000Z", to: &text)
        #expect(text.hasSuffix("}\n"))
        #expect(!text.dropLast().contains("\n"))
        let line = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(line["request"] == .string(request))
        #expect(line["status"] == 200)
        #expect(line["milliseconds"] == .number(1.5))
        #expect(line["service"] == "vision/s")
        #expect(line["coldStartMilliseconds"] != nil)
    }
}
