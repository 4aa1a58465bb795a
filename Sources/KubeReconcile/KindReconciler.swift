internal import KubeClient
public import KubeCore
public import KubeRuntime

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Reconciles a custom resource: reads it from the cache, calls the planner, writes the children, writes the
/// status, and records events.
public struct KindReconciler<Kind: CustomResource>: Sendable where Kind.Status: EventSource {
    /// Makes a plan from the caches; `rejections` are those of the last attempt.
    public typealias Plan =
        @Sendable (Kind, _ rejections: [ChildRejection], _ now: Timestamp) -> ReconcilePlan<Kind.Status>

    private let store: Store<Kind>
    private let children: ChildWriter
    private let status: StatusWriter
    private let events: EventReader?
    private let recordEvent: @Sendable (ObjectEvent) -> Void
    private let now: @Sendable () -> ContinuousClock.Instant
    private let plan: Plan

    /// How long the check that an owner is current stays valid within one reconcile.
    ///
    /// The check comes after the plan: a child that the plan found missing was missing from a cache that is older than the
    /// answer, so that an owner that has ended or changed since then is noticed.
    private static var ownerCheckLifetime: Duration { .seconds(2) }

    /// Makes a reconciler; pass ``reconcile(_:)`` to a ``Controller``.
    ///
    /// - Parameters:
    ///   - events: Answers the plans' queries; nil leaves them unanswered.
    ///   - recordEvent: Reports an event, such as ``EventRecorder/record(_:)``; must not wait.
    ///   - plan: Decides what to write.
    public init(
        store: Store<Kind>,
        children: ChildWriter,
        status: StatusWriter,
        events: EventReader? = nil,
        recordEvent: @escaping @Sendable (ObjectEvent) -> Void,
        plan: @escaping Plan
    ) {
        self.init(
            store: store,
            children: children,
            status: status,
            events: events,
            recordEvent: recordEvent,
            now: { .now },
            plan: plan
        )
    }

    init(
        store: Store<Kind>,
        children: ChildWriter,
        status: StatusWriter,
        events: EventReader? = nil,
        recordEvent: @escaping @Sendable (ObjectEvent) -> Void,
        now: @escaping @Sendable () -> ContinuousClock.Instant,
        plan: @escaping Plan
    ) {
        self.store = store
        self.children = children
        self.status = status
        self.events = events
        self.recordEvent = recordEvent
        self.now = now
        self.plan = plan
    }

    /// Result of the writes of one reconcile.
    private struct Progress {
        /// What the caches have to show before the next reconcile.
        var expectations: [WriteExpectation] = []
        /// Whether the server did not know an object that the caches have. If it is deleted, the caches will show
        /// that; if the server has just started, no event would bring the object back to the queue.
        var isDoubtful = false
        /// When the owner was last found to be current.
        var ownerCheckedAt: ContinuousClock.Instant?
        /// When the plan's query about Events is due again.
        var nextLook: Duration?

        /// When to reconcile again, at the latest.
        func requeueAfter(_ planned: Duration?) -> Duration? {
            [planned, nextLook, isDoubtful ? Self.retryDelay : nil].compactMap(\.self).min()
        }

        private static var retryDelay: Duration { .seconds(10) }
    }

    /// Reconciles the object at a key, if it exists.
    public func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
        // The garbage collector deletes the children of an object that is being deleted.
        guard let object = store[key], !object.metadata.isBeingDeleted else {
            _ = await events?.look(nil, for: key)
            return ReconcileResult()
        }
        var progress = Progress()
        do {
            var wanted = plan(object, [], Timestamp(Date()))
            let look = await events?.look(wanted.eventQuery, for: key)
            if look?.isNew == true { wanted = plan(object, [], Timestamp(Date())) }
            progress.nextLook = look?.requeueAfter
            let rejections = try await carryOut(wanted.writes, for: object, &progress)
            // A new child changes the status soon, when the caches show it; skipping the status now saves a write.
            if rejections.isEmpty, wanted.writes.contains(where: \.isCreate) {
                return ReconcileResult(
                    requeueAfter: progress.requeueAfter(wanted.requeueAfter),
                    writes: progress.expectations
                )
            }
            let outcome = rejections.isEmpty ? wanted : plan(object, rejections, Timestamp(Date()))
            let subject = ChildWriter.Subject(Kind.resource, object.metadata)
            switch try await explainingConflicts(subject, { try await status.write(outcome.status, on: object) }) {
            case .written(let expectation):
                progress.expectations.append(expectation)
                report(outcome.status, on: object)
            case .unknown: progress.isDoubtful = true
            case .unchanged: break
            }
            let nextTry = try status.nextTry(of: outcome.status, Kind.self)
            return ReconcileResult(
                requeueAfter: progress.requeueAfter([outcome.requeueAfter, nextTry].compactMap(\.self).min()),
                writes: progress.expectations
            )
        } catch {
            throw ReconcileFailure(error, writes: progress.expectations)
        }
    }

    /// Performs a write, and explains a conflict by what the server has.
    ///
    /// - Parameter subject: The object that the write changes, as the caches show it; nil if it creates one.
    private func explainingConflicts<Result>(
        _ subject: ChildWriter.Subject?,
        _ write: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await write()
        } catch let error as KubeError {
            guard case .conflict = error, let subject else { throw error }
            throw try await children.explanation(of: error, subject)
        }
    }

    /// Reports what a status says for the first time, after it is written.
    private func report(_ status: Kind.Status, on object: Kind) {
        status.recordMetrics(since: object.status)
        if let event = status.event, event != object.status?.event { recordEvent(.reported(event, by: object)) }
    }

    /// Whether the owner on the server equals the cached one. Checked once per reconcile, unless the result is old: the
    /// creates of one plan follow each other closely, but any of them may take long.
    private func isCurrent(_ object: Kind, _ progress: inout Progress) async throws -> Bool {
        let asked = now()
        if let checked = progress.ownerCheckedAt, asked - checked < Self.ownerCheckLifetime { return true }
        switch try await children.currency(of: object.metadata, Kind.resource) {
        case .current:
            progress.ownerCheckedAt = asked
            return true
        // A later change brings the object back to the queue as soon as the cache shows it.
        case .overtaken: return false
        case .unknown:
            progress.isDoubtful = true
            return false
        }
    }

    /// Performs writes in order; stops at a rejection, because later writes may depend on it.
    private func carryOut(
        _ wanted: [ChildWrite],
        for object: Kind,
        _ progress: inout Progress
    ) async throws -> [ChildRejection] {
        for write in wanted {
            if write.isCreate, try await !isCurrent(object, &progress) { return [] }
            let outcome = try await explainingConflicts(ChildWriter.Subject(write)) {
                try await children.carryOut(write, ownerUID: object.metadata.uid)
            }
            switch outcome {
            case .written(let expectation):
                progress.expectations.append(expectation)
                if case .create(let child) = write { recordEvent(.created(child, for: object)) }
            case .overtaken(let expectation):
                if let expectation { progress.expectations.append(expectation) }
            case .unknown:
                progress.isDoubtful = true
            case .rejected(let rejection):
                recordEvent(.rejected(rejection, for: object))
                return [rejection]
            }
        }
        return []
    }
}
