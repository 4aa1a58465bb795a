internal import KubeCore

/// Decides which events to write: a repeated event becomes a series with a count instead of another object, and
/// no object gets more than a few events in a short time. A value; `now` is an argument.
struct EventSeries: Sendable {
    /// What to write.
    enum Action: Hashable, Sendable {
        /// A new Event.
        case create
        /// A new count of the existing Event with this name.
        case count(Int, name: String)
        /// Nothing.
        case nothing
    }

    /// A repetition after a longer pause than this starts a new series.
    static let window: Duration = .seconds(600)
    /// Number of writes that an object may cause at once, and the time after which it may cause one more.
    static let burst = 10
    static let refill: Duration = .seconds(60)
    /// Maximum number of remembered events and objects: each takes some hundred bytes, and their number is unbounded.
    static let limit = 4096

    private struct Series {
        let name: String
        var count = 1
        var last: ContinuousClock.Instant
    }

    /// Remaining writes of an object, stored as the time at which its budget is full again.
    private struct Budget {
        var fullAt: ContinuousClock.Instant

        mutating func spend(now: ContinuousClock.Instant) -> Bool {
            let start = max(fullAt, now)
            guard start - now <= EventSeries.refill * (EventSeries.burst - 1) else { return false }
            fullAt = start + EventSeries.refill
            return true
        }
    }

    private var series: [ObjectEvent: Series] = [:]
    private var budgets: [String: Budget] = [:]

    /// Number of remembered events and objects.
    var remembered: Int { series.count + budgets.count }

    /// Records an event.
    ///
    /// - Parameter name: Name of the Event, if it becomes one.
    mutating func record(_ event: ObjectEvent, name: String, now: ContinuousClock.Instant) -> Action {
        forgetOld(now: now)
        guard var known = series[event], now - known.last < Self.window else {
            guard spend(for: event, now: now) else { return .nothing }
            series[event] = Series(name: name, last: now)
            return .create
        }
        known.count = min(known.count, Int(Int32.max) - 1) + 1
        known.last = now
        series[event] = known
        // Written at 2, 4, 8, ... repetitions: an event that repeats for days would otherwise be written every time.
        guard known.count.nonzeroBitCount == 1, spend(for: event, now: now) else { return .nothing }
        return .count(known.count, name: known.name)
    }

    /// The Event does not exist (any more): the next occurrence creates a new one.
    mutating func forget(_ event: ObjectEvent) { series[event] = nil }

    private mutating func spend(for event: ObjectEvent, now: ContinuousClock.Instant) -> Bool {
        budgets[event.subject.uid, default: Budget(fullAt: now)].spend(now: now)
    }

    private mutating func forgetOld(now: ContinuousClock.Instant) {
        if series.count >= Self.limit {
            series = series.filter { now - $0.value.last < Self.window }
            if series.count >= Self.limit { series = [:] }
        }
        if budgets.count >= Self.limit {
            budgets = budgets.filter { $0.value.fullAt > now }
            if budgets.count >= Self.limit { budgets = [:] }
        }
    }
}
