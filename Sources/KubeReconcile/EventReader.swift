public import KubeClient
public import KubeCore
internal import Synchronization

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Reads the Events that the plans of one kind ask for, no more often than ``EventLookups`` allows, and keeps the answers
/// for the next plan.
public final class EventReader: Sendable {
    private let client: KubeClient
    private let now: @Sendable () -> ContinuousClock.Instant
    private let lookups = Mutex(EventLookups())

    /// Makes a reader.
    public convenience init(client: KubeClient) { self.init(client: client, now: { .now }) }

    init(client: KubeClient, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.client = client
        self.now = now
    }

    /// Answer to the last query for an owner; nil while there is none.
    public func answer(for owner: ObjectKey) -> ObservedEvent? { lookups.withLock { $0.answer(for: owner) } }

    /// Result of a call.
    struct Outcome: Hashable, Sendable {
        /// Whether the answer differs from the one that the plan was made with.
        var isNew = false
        /// When to ask again, at the latest.
        var requeueAfter: Duration?
    }

    /// Answers a query, if it is time for it. It never fails: what Events tell is an addition.
    ///
    /// - Parameter query: Nil when the owner's plan has none, which forgets the owner.
    func look(_ query: EventQuery?, for owner: ObjectKey) async -> Outcome {
        guard let query else {
            lookups.withLock { $0.forget(owner) }
            return Outcome()
        }
        let step = lookups.withLock { $0.next(query, for: owner, now: now(), time: Timestamp(Date())) }
        if case .wait(let pause) = step { return Outcome(requeueAfter: pause) }
        let answer = try? await newest(query, namespace: owner.namespace)
        return lookups.withLock { lookups in
            let before = lookups.answer(for: owner)
            let pause = lookups.looked(for: owner, answer, now: now())
            return Outcome(isNew: lookups.answer(for: owner) != before, requeueAfter: pause)
        }
    }

    private func newest(_ query: EventQuery, namespace: String?) async throws -> ObservedEvent? {
        let found = try await client.list(
            EventView.self,
            namespace: namespace,
            fieldSelector: "involvedObject.uid=\(query.subjectUID),reason=\(query.reason)",
            limit: 100
        )
        let current = found.items.filter { event in
            guard let since = query.since, let time = event.time else { return true }
            return time >= since
        }
        let newest = current.max { left, right in
            (left.time ?? .distantPast, left.metadata.name) < (right.time ?? .distantPast, right.metadata.name)
        }
        return newest.map { event in
            ObservedEvent(subjectUID: query.subjectUID, reason: query.reason, message: event.message ?? "")
        }
    }
}

/// What is read of an Event. Both of its versions are served as `v1`.
private struct EventView: KubeObject {
    static let resource = APIResource(group: "", version: "v1", kind: "Event", plural: "events")

    var metadata: ObjectMeta
    var message: String?
    var lastTimestamp: Timestamp?
    var eventTime: Timestamp?
    var series: Series?

    struct Series: Decodable {
        var lastObservedTime: Timestamp?
    }

    /// When it was last recorded.
    var time: Timestamp? {
        series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp
    }
}

extension Timestamp {
    fileprivate static let distantPast = Timestamp(Date(timeIntervalSince1970: 0))
}
