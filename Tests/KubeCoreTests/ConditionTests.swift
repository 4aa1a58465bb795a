import FoundationEssentials
import Testing

@testable import KubeCore

@Suite("Conditions")
struct ConditionTests {
    private static let before = Timestamp(Date(timeIntervalSince1970: 1000))
    private static let now = Timestamp(Date(timeIntervalSince1970: 2000))

    private func ready(_ status: Condition.Status, at time: Timestamp? = nil, reason: String = "R") -> Condition {
        Condition(type: "Ready", status: status, reason: reason, lastTransitionTime: time)
    }

    @Test("The transition time of a new condition is now")
    func new() {
        #expect([ready(.true)].settled(against: [], now: Self.now) == [ready(.true, at: Self.now)])
    }

    @Test("A condition whose status did not change keeps its transition time, whatever else changed")
    func unchanged() {
        let settled = [ready(.true, reason: "Other")]
            .settled(against: [ready(.true, at: Self.before)], now: Self.now)
        #expect(settled == [ready(.true, at: Self.before, reason: "Other")])
    }

    @Test("A condition whose status changed has now as its transition time")
    func changed() {
        let settled = [ready(.false)].settled(against: [ready(.true, at: Self.before)], now: Self.now)
        #expect(settled == [ready(.false, at: Self.now)])
    }

    @Test("A condition that another writer left without a transition time gets one")
    func withoutTime() {
        let settled = [ready(.true)].settled(against: [ready(.true)], now: Self.now)
        #expect(settled == [ready(.true, at: Self.now)])
    }

    @Test("A condition does not take the time of another type, and a removed condition is not restored")
    func otherTypes() {
        let other = Condition(type: "Accepted", status: .true, reason: "R", lastTransitionTime: Self.before)
        #expect([ready(.true)].settled(against: [other], now: Self.now) == [ready(.true, at: Self.now)])
    }

    @Test("Settling twice changes nothing")
    func idempotent() {
        let once = [ready(.true)].settled(against: [], now: Self.before)
        #expect(once.settled(against: once, now: Self.now) == once)
    }

    @Test("A condition is found by its type")
    func find() {
        #expect([ready(.true)]["Ready"]?.status == .true)
        #expect([ready(.true)]["Accepted"] == nil)
    }

    @Test(
        "A condition is encoded with the names that Kubernetes uses, and without absent fields",
        arguments: ["", "words"]
    )
    func encoding(message: String) throws {
        var condition = ready(.unknown, at: Self.before)
        condition.message = message
        let json = try JSONValue(encoding: condition)
        var expected: [String: JSONValue] = [
            "type": "Ready", "status": "Unknown", "reason": "R", "lastTransitionTime": "1970-01-01T00:16:40Z",
        ]
        if !message.isEmpty { expected["message"] = .string(message) }
        #expect(json == .object(expected))
        #expect(try json.decode(Condition.self) == condition)
    }
}
