import FoundationEssentials
import Testing

@testable import KubeCore

@Suite("Timestamps")
struct TimestampTests {
    @Test("A timestamp equals the one that is read back from its text")
    func wholeSeconds() throws {
        let timestamp = Timestamp(Date(timeIntervalSince1970: 1_769_860_800.987))
        let read = try JSONDecoder().decode(Timestamp.self, from: JSONEncoder().encode(timestamp))
        #expect(read == timestamp)
        #expect("\(timestamp)" == "2026-01-31T12:00:00Z")
    }

    @Test("A timestamp before 1970 is rounded down too")
    func cutsDownwards() {
        #expect("\(Timestamp(Date(timeIntervalSince1970: -0.5)))" == "1969-12-31T23:59:59Z")
    }

    @Test("Timestamps are ordered by time, not by text")
    func order() throws {
        let earlier = try #require(Timestamp("2026-01-31T13:00:00+02:00"))
        let later = try #require(Timestamp("2026-01-31T12:00:00Z"))
        #expect(earlier < later)
    }

    @Test("A micro timestamp is written with exactly six digits", arguments: [0, 0.5, 0.123456, 0.000001, 0.999999])
    func sixDigits(fraction: Double) throws {
        let timestamp = MicroTimestamp(Date(timeIntervalSince1970: 1_769_860_800 + fraction))
        let text = try JSONDecoder().decode(String.self, from: JSONEncoder().encode(timestamp))
        let digits = text.dropFirst("2026-01-31T12:00:00.".count).dropLast()
        #expect(digits.count == 6)
        #expect(text.hasSuffix("Z"))
    }

    @Test(
        "A micro timestamp is written as it was read",
        arguments: ["000000", "000001", "123456", "249999", "333333", "500001", "654321", "999999"]
    )
    func micros(digits: String) throws {
        let text = "2026-01-31T12:00:00.\(digits)Z"
        let read = try JSONDecoder().decode(MicroTimestamp.self, from: Data(#""\#(text)""#.utf8))
        let written = try JSONDecoder().decode(String.self, from: JSONEncoder().encode(read))
        #expect(written == text)
    }

    @Test("A micro timestamp equals the one that is read back from its text")
    func microEquality() throws {
        let timestamp = MicroTimestamp(Date(timeIntervalSince1970: 1_769_860_800.123_456_789))
        let read = try JSONDecoder().decode(MicroTimestamp.self, from: JSONEncoder().encode(timestamp))
        #expect(read == timestamp)
    }

    @Test(
        "Text that is not a time fails to decode, and the error names it",
        arguments: ["yesterday", "", "2026-02-30T00:00:00Z"]
    )
    func undecodable(text: String) throws {
        let data = try JSONEncoder().encode(text)
        let error = #expect(throws: DecodingError.self) { try JSONDecoder().decode(Timestamp.self, from: data) }
        #expect(decodingProblem(try #require(error)).contains("\(text) is not RFC 3339"))
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(MicroTimestamp.self, from: data) }
    }
}
