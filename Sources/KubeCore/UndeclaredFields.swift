/// The fields that definitions on the server lack, because they are older than this program, and that are therefore
/// left out of what is applied.
///
/// Forgets them after a while, so that an upgrade of the definitions is noticed without a restart. A value; `now` is an
/// argument.
public struct UndeclaredFields: Sendable {
    /// What the answer to a write changes.
    public enum News: Hashable, Sendable {
        /// Nothing.
        case none
        /// The definition lacks these fields, too.
        case missing(Set<SchemaPath>)
        /// The definition has all fields now.
        case complete
    }

    private struct Known: Sendable {
        var fields: Set<SchemaPath> = []
        /// Fields are left out until then; afterwards, a write tries all of them.
        var until: ContinuousClock.Instant
        /// The fields that have been reported.
        var reported: Set<SchemaPath> = []
    }

    private let memory: Duration
    private var known: [APIResource: Known] = [:]

    /// Makes an empty set.
    ///
    /// - Parameter memory: How long fields are left out before a write tries them again.
    public init(memory: Duration) { self.memory = memory }

    /// The fields that are known to be missing, for people.
    public var reported: [APIResource: Set<SchemaPath>] {
        known.compactMapValues { $0.reported.isEmpty ? nil : $0.reported }
    }

    /// The fields to leave out.
    public func fields(of resource: APIResource, now: ContinuousClock.Instant) -> Set<SchemaPath> {
        guard let known = known[resource], now < known.until else { return [] }
        return known.fields
    }

    /// When fields are next tried again; nil while none is left out.
    public func nextTry(of resource: APIResource, now: ContinuousClock.Instant) -> Duration? {
        guard let known = known[resource], now < known.until else { return nil }
        return known.until - now
    }

    /// Call this when the server rejects a write because of fields that it does not know.
    public mutating func rejected(
        _ fields: Set<SchemaPath>,
        of resource: APIResource,
        now: ContinuousClock.Instant
    ) -> News {
        var entry = known[resource] ?? Known(until: now + memory)
        if entry.until <= now { (entry.fields, entry.until) = ([], now + memory) }
        entry.fields.formUnion(fields)
        let new = fields.subtracting(entry.reported)
        entry.reported.formUnion(fields)
        known[resource] = entry
        return new.isEmpty ? .none : .missing(new)
    }

    /// Call this when the server accepts a write.
    ///
    /// - Parameter fields: The fields that it had of those that were left out before.
    public mutating func accepted(
        _ fields: Set<SchemaPath>,
        of resource: APIResource,
        now: ContinuousClock.Instant
    ) -> News {
        guard var entry = known[resource], entry.until <= now, !fields.isEmpty else { return .none }
        entry.reported.subtract(fields)
        known[resource] = entry.reported.isEmpty ? nil : entry
        return entry.reported.isEmpty ? .complete : .none
    }
}
