internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeCore
internal import KubeRuntime

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// One reconcile of one custom resource: look at it and its children in the caches, let the planner decide, carry
/// that out, report.
struct KindReconciler<Kind: DarkroomResource>: Sendable where Kind.Status: NewsworthyStatus {
    /// Decides from the caches; `refusals` are those of the attempt just made.
    typealias Plan =
        @Sendable (Kind, _ refusals: [ChildRefusal], _ now: Timestamp) -> ReconcilePlan<Kind.Status>

    let store: Store<Kind>
    let children: ChildWriter
    let status: StatusWriter
    /// Tells people; must not wait.
    let tell: @Sendable (ObjectEvent) -> Void
    let plan: Plan

    /// What came of the writes of one reconcile.
    private struct Progress {
        /// What the caches have to show first.
        var marks: [WriteMark] = []
        /// Whether the server did not know an object that the caches have. If that is true, they will say so; if it is
        /// not, as of a server that has just started, nothing would bring the object back.
        var isDoubtful = false

        /// After how long to look again, at the latest.
        func requeueAfter(_ planned: Duration?) -> Duration? {
            isDoubtful ? min(planned ?? Self.patience, Self.patience) : planned
        }

        private static var patience: Duration { .seconds(10) }
    }

    /// Reconciles the object at a key, if there is one.
    func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
        // The children of an object that is going are the garbage collector's.
        guard let object = store[key], !object.metadata.isBeingDeleted else { return ReconcileResult() }
        var progress = Progress()
        do {
            let wanted = plan(object, [], Timestamp(Date()))
            let refusals = try await carryOut(wanted.writes, for: object, &progress)
            // A new child changes the status a moment later, when the caches have it: one status write, not two.
            if refusals.isEmpty, wanted.writes.contains(where: \.isCreate) {
                return ReconcileResult(
                    requeueAfter: progress.requeueAfter(wanted.requeueAfter),
                    writes: progress.marks
                )
            }
            let outcome = refusals.isEmpty ? wanted : plan(object, refusals, Timestamp(Date()))
            switch try await status.write(outcome.status, on: object) {
            case .written(let mark):
                progress.marks.append(mark)
                outcome.status.meter(since: object.status)
                if let news = outcome.status.news, news != object.status?.news { tell(.news(news, of: object)) }
            case .unknown: progress.isDoubtful = true
            case .unchanged: break
            }
            return ReconcileResult(
                requeueAfter: progress.requeueAfter(outcome.requeueAfter),
                writes: progress.marks
            )
        } catch {
            throw ReconcileFailure(error, writes: progress.marks)
        }
    }

    /// Carries out writes in order; a refusal ends them, since later ones may build on it.
    private func carryOut(
        _ wanted: [ChildWrite],
        for object: Kind,
        _ progress: inout Progress
    ) async throws -> [ChildRefusal] {
        for write in wanted {
            if write.isCreate {
                switch try await children.currency(of: object.metadata, Kind.resource) {
                case .current: break
                // What has changed meanwhile brings the object back here as soon as the cache has it.
                case .overtaken: return []
                case .unknown:
                    progress.isDoubtful = true
                    return []
                }
            }
            switch try await children.carryOut(write, ownerUID: object.metadata.uid) {
            case .written(let mark):
                progress.marks.append(mark)
                if case .create(let child) = write { tell(.created(child, for: object)) }
            case .overtaken(let mark):
                if let mark { progress.marks.append(mark) }
            case .unknown:
                progress.isDoubtful = true
            case .refused(let refusal):
                tell(.refused(refusal, for: object))
                return [refusal]
            }
        }
        return []
    }
}

extension ChildWrite {
    /// Whether the write makes an object that is not there yet.
    var isCreate: Bool {
        switch self {
        case .create, .createUnread: true
        case .apply, .patch, .scale, .delete: false
        }
    }
}
