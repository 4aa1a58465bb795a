import DarkroomTraffic
import Testing

@testable import DarkroomGateway

@Suite("Measured cold starts")
struct ColdStartsMeasuredTests {
    @Test("do not include those of a deleted service of the same name", arguments: [("one", true), ("two", false)])
    func successor(uid: String, isKnown: Bool) {
        let service = ServiceID(namespace: "vision", name: "s")
        let starts = ColdStarts()
        let now = ContinuousClock.now
        starts.began(service, at: now)
        starts.keep([service: "one"])
        starts.ended(service, at: now + .seconds(3))
        starts.keep([service: uid])
        #expect((starts.record(of: service) != nil) == isKnown)
    }
}
