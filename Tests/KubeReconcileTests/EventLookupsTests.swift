import FoundationEssentials
import KubeCore
import Testing

@testable import KubeReconcile

@Suite("When Events are read")
struct EventLookupsTests {
    private static let start = ContinuousClock.now
    private static let time = Timestamp(Date(timeIntervalSince1970: 1_700_000_000))
    private static let owner = ObjectKey(namespace: "team", name: "a")

    private static func query(_ uid: String = "child", notBefore seconds: Int = 0) -> EventQuery {
        EventQuery(subjectUID: uid, reason: "FailedCreate", notBefore: time.adding(seconds: seconds))
    }

    private static func answer(_ message: String, of uid: String = "child") -> ObservedEvent {
        ObservedEvent(subjectUID: uid, reason: "FailedCreate", message: message)
    }

    @Test("The first look is at the time that the plan names")
    func first() {
        var lookups = EventLookups()
        let query = Self.query(notBefore: 5)
        #expect(lookups.next(query, for: Self.owner, now: Self.start, time: Self.time) == .wait(.seconds(5)))
        let later = Self.time.adding(seconds: 5)
        #expect(lookups.next(query, for: Self.owner, now: Self.start + .seconds(5), time: later) == .look)
    }

    @Test("A time that clocks put far into the future is not waited for longer than a minute at once")
    func clocks() {
        var lookups = EventLookups()
        let query = Self.query(notBefore: 1_000_000_000)
        #expect(lookups.next(query, for: Self.owner, now: Self.start, time: Self.time) == .wait(.seconds(60)))
    }

    @Test("Each further look comes after a longer pause, up to five minutes")
    func pauses() {
        var lookups = EventLookups()
        var now = Self.start
        var pauses: [Duration] = []
        for _ in 0..<9 {
            #expect(lookups.next(Self.query(), for: Self.owner, now: now, time: Self.time) == .look)
            pauses.append(lookups.looked(for: Self.owner, nil, now: now))
            guard case .wait(let pause) = lookups.next(Self.query(), for: Self.owner, now: now, time: Self.time) else {
                Issue.record("looks twice at once")
                return
            }
            now += pause
        }
        #expect(pauses.map(\.components.seconds) == [5, 10, 20, 40, 80, 160, 300, 300, 300])
    }

    @Test("An answer stays until there is a newer one, or until the plan has no question any more")
    func answers() {
        var lookups = EventLookups()
        _ = lookups.next(Self.query(), for: Self.owner, now: Self.start, time: Self.time)
        #expect(lookups.answer(for: Self.owner) == nil)
        _ = lookups.looked(for: Self.owner, Self.answer("quota"), now: Self.start)
        _ = lookups.looked(for: Self.owner, nil, now: Self.start)
        #expect(lookups.answer(for: Self.owner) == Self.answer("quota"))
        _ = lookups.looked(for: Self.owner, Self.answer("webhook"), now: Self.start)
        #expect(lookups.answer(for: Self.owner) == Self.answer("webhook"))
        lookups.forget(Self.owner)
        #expect(lookups.answer(for: Self.owner) == nil)
        #expect(lookups.count == 0)
    }

    @Test("Another child of the same owner is looked at anew")
    func successor() {
        var lookups = EventLookups()
        _ = lookups.next(Self.query(), for: Self.owner, now: Self.start, time: Self.time)
        _ = lookups.looked(for: Self.owner, Self.answer("quota"), now: Self.start)
        #expect(lookups.next(Self.query("next"), for: Self.owner, now: Self.start, time: Self.time) == .look)
        #expect(lookups.answer(for: Self.owner) == nil)
    }

    @Test("A thousand owners look a few times a second, each at its own time, and none is forgotten")
    func bound() {
        var lookups = EventLookups()
        var due: [Duration] = []
        for index in 0..<1000 {
            let owner = ObjectKey(namespace: "team", name: "\(index)")
            switch lookups.next(Self.query(), for: owner, now: Self.start, time: Self.time) {
            case .look: due.append(.zero)
            case .wait(let pause):
                due.append(pause)
                let step = lookups.next(Self.query(), for: owner, now: Self.start + pause, time: Self.time)
                #expect(step == .look)
            }
        }
        #expect(due.count { $0 == .zero } == 20)
        #expect(due.max() == .milliseconds(200) * 980)
        #expect(Set(due).count == 981)
    }
}
