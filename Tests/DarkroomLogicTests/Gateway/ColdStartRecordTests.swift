import DarkroomAPI
import DarkroomLogic
import Testing

@Suite("Cold starts")
struct ColdStartRecordTests {
    @Test("are summarised by the last and the median, in seconds")
    func summary() {
        var record = ColdStartRecord()
        #expect(record.summary == nil)
        for duration in [Duration.milliseconds(3050), .seconds(9), .milliseconds(7)] { record.add(duration) }
        #expect(record.summary == InferenceColdStart(last: "0.007", p50: "3.050"))
    }

    @Test("from long ago no longer count")
    func forgetting() {
        var record = ColdStartRecord()
        for _ in 0..<100 { record.add(.seconds(60)) }
        for _ in 0..<32 { record.add(.seconds(1)) }
        #expect(record.summary?.p50 == "1.000")
    }
}
