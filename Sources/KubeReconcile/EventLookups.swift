internal import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// When to look at the Events that plans ask for, and what the last look found. A value; both clocks are arguments.
///
/// A plan asks for as long as nothing else explains what it sees. The first look is at the time that the plan names, so that
/// what soon resolves itself costs no request; each further one comes after a longer pause. All objects together look only
/// a few times a second: a thousand Jobs that one quota keeps waiting must not keep the API server busy.
struct EventLookups: Sendable {
    /// What to do about a query.
    enum Step: Hashable, Sendable {
        /// Read the Events now.
        case look
        /// Nothing before that time has passed.
        case wait(Duration)
    }

    /// Pauses between the looks at one object's Events.
    static let pause = Backoff(initial: .seconds(5), cap: .seconds(300), jitter: 0)
    /// Looks at the Events of all objects: so many at once, and one more after each interval.
    static let burst = 20
    static let interval: Duration = .milliseconds(200)

    private struct Entry {
        let subjectUID: String
        var answer: ObservedEvent?
        var looks = 0
        var due: ContinuousClock.Instant?
        /// Whether a look at `due` is already counted against the bound.
        var isReserved = false
    }

    private var entries: [ObjectKey: Entry] = [:]
    /// When the bound for all objects is unused again.
    private var fullAt: ContinuousClock.Instant?

    /// Number of owners with a query.
    var count: Int { entries.count }

    /// What the last look found for an owner.
    func answer(for owner: ObjectKey) -> ObservedEvent? { entries[owner]?.answer }

    /// Forgets an owner whose plan has no query any more.
    mutating func forget(_ owner: ObjectKey) { entries[owner] = nil }

    /// Whether it is time for a look.
    mutating func next(
        _ query: EventQuery,
        for owner: ObjectKey,
        now: ContinuousClock.Instant,
        time: Timestamp
    ) -> Step {
        var entry = entries[owner] ?? Entry(subjectUID: query.subjectUID)
        if entry.subjectUID != query.subjectUID { entry = Entry(subjectUID: query.subjectUID) }
        defer { entries[owner] = entry }
        if let due = entry.due {
            guard due <= now else { return .wait(due - now) }
        } else if let left = query.notBefore.timeLeft(at: time) {
            return .wait(left)
        }
        guard !entry.isReserved else { return .look }
        let pause = reserve(now: now)
        guard pause > .zero else { return .look }
        entry.due = now + pause
        entry.isReserved = true
        return .wait(pause)
    }

    /// Records a look, and returns the pause until the next one.
    ///
    /// - Parameter answer: Nil leaves the previous answer, as after a look that failed.
    mutating func looked(
        for owner: ObjectKey,
        _ answer: ObservedEvent?,
        now: ContinuousClock.Instant
    ) -> Duration {
        guard var entry = entries[owner] else { return Self.pause.cap }
        entry.looks += 1
        entry.answer = answer ?? entry.answer
        entry.isReserved = false
        let pause = Self.pause.delay(failures: entry.looks, random: 0)
        entry.due = now + pause
        entries[owner] = entry
        return pause
    }

    /// Time until the bound for all objects allows one more look, which then belongs to the caller.
    private mutating func reserve(now: ContinuousClock.Instant) -> Duration {
        let start = max(fullAt ?? now, now)
        fullAt = start + Self.interval
        return max(.zero, start - now - Self.interval * (Self.burst - 1))
    }
}

extension Timestamp {
    /// Time left until this one; nil once it has come.
    fileprivate func timeLeft(at now: Timestamp) -> Duration? {
        let seconds = date.timeIntervalSince(now.date)
        // Bounded, because clocks of different machines may differ by anything.
        return seconds > 0 ? .seconds(min(seconds, 60)) : nil
    }
}
