import FoundationEssentials
import Testing

@testable import KubeCore

@Suite("RFC 3339")
struct RFC3339Tests {
    @Test(
        "An instant is read, whatever its zone and fraction",
        arguments: [
            ("1970-01-01T00:00:00Z", 0.0),
            ("1970-01-01T00:00:01.5Z", 1.5),
            ("1969-12-31T23:59:59Z", -1),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-01-31T12:00:00Z", 1_769_860_800),
            ("2026-01-31T12:00:00z", 1_769_860_800),
            ("2026-01-31t12:00:00Z", 1_769_860_800),
            ("2026-01-31T14:30:00+02:30", 1_769_860_800),
            ("2026-01-31T00:00:00-12:00", 1_769_860_800),
            ("2026-01-31T12:00:00.000000000Z", 1_769_860_800),
            ("2026-01-31T12:00:00.25Z", 1_769_860_800.25),
            // Unix time has no number for a leap second.
            ("2016-12-31T23:59:60Z", 1_483_228_800),
            ("0001-01-01T00:00:00Z", -62_135_596_800),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ]
    )
    func reads(text: String, seconds: Double) throws {
        let date = try #require(RFC3339.parse(text))
        #expect(date.timeIntervalSince1970 == seconds)
    }

    @Test(
        "Text that is not a date and time is refused",
        arguments: [
            "", "now", "2026", "2026-01-31", "2026-01-31 12:00:00Z", "2026-01-31T12:00:00", "2026-1-31T12:00:00Z",
            "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
            "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "1900-02-29T00:00:00Z",
            "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:61Z",
            "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00,5Z", "2026-01-31T12:00:00+0200", "2026-01-31T12:00:00+24:00",
            "2026-01-31T12:00:00+02:60", "2026-01-31T12:00:00Zulu", " 2026-01-31T12:00:00Z", "+2026-01-31T12:00:00Z",
            "-026-01-31T12:00:00Z", "٢٠٢٦-01-31T12:00:00Z", "12026-01-31T12:00:00Z",
        ]
    )
    func refuses(text: String) {
        #expect(RFC3339.parse(text) == nil)
    }

    @Test(
        "An instant is written in UTC with the digits asked for",
        arguments: [
            (0.0, 0, "1970-01-01T00:00:00Z"),
            (0.0, 6, "1970-01-01T00:00:00.000000Z"),
            (1_769_860_800.25, 6, "2026-01-31T12:00:00.250000Z"),
            (1_769_860_800.25, 3, "2026-01-31T12:00:00.250Z"),
            (1_769_860_800.25, 9, "2026-01-31T12:00:00.250000000Z"),
            (-1.0, 0, "1969-12-31T23:59:59Z"),
            (-0.5, 6, "1969-12-31T23:59:59.500000Z"),
            (951_825_600.0, 0, "2000-02-29T12:00:00Z"),
        ]
    )
    func writes(seconds: Double, digits: Int, text: String) {
        #expect(RFC3339.format(Date(timeIntervalSince1970: seconds), fractionDigits: digits) == text)
    }

    @Test(
        "A date that RFC 3339 cannot express is clamped and does not crash",
        arguments: [
            (Double.infinity, "9999-12-31T23:59:59Z"), (1e300, "9999-12-31T23:59:59Z"),
            (-Double.infinity, "0001-01-01T00:00:00Z"), (-1e300, "0001-01-01T00:00:00Z"),
            (Double.nan, "1970-01-01T00:00:00Z"),
        ],
        [0, 6, 9]
    )
    func bounds(extreme: (seconds: Double, text: String), digits: Int) {
        let text = RFC3339.format(Date(timeIntervalSince1970: extreme.seconds), fractionDigits: digits)
        #expect(text.prefix(19) == extreme.text.prefix(19))
    }

    @Test("Every day of four centuries survives writing and reading")
    func roundTrips() throws {
        var seconds = -11_676_096_000.0  // 1600-01-01
        while seconds < 946_684_800 {
            let date = Date(timeIntervalSince1970: seconds)
            let read = RFC3339.parse(RFC3339.format(date, fractionDigits: 0))
            try #require(read == date)
            seconds += 86_400
        }
    }
}
