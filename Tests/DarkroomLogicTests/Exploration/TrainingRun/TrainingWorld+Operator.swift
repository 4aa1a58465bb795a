import KubeCore

@testable import DarkroomAPI
@testable import DarkroomLogic

extension TrainingWorld {
    private static let plans = PlanMemory<TrainingRunStatus>()

    /// What the operator would do now.
    var plan: ReconcilePlan<TrainingRunStatus> {
        Self.plans.plan(for: [scenario, run.seen, jobs.seen, seenToDepart, pods.seen, event, now]) {
            TrainingRunPlanner.plan(observation())
        }
    }

    /// One reconcile, as `KindReconciler` does it: the children, then the status.
    mutating func reconcile(diesBeforeStatus: Bool = false) {
        `operator`.isQueued = false
        let known = run.seen.status
        let plan = plan
        let look = plan.eventQuery.map { TimeLimit.seconds(from: .noon, to: $0.notBefore) }
        let requeue = plan.requeueAfter.map { now + Int($0.components.seconds) }
        `operator`.wakesAt = [look.flatMap { $0 > now ? $0 : nil }, requeue].compactMap(\.self).min()
        for write in plan.writes {
            // Before it creates anything, the operator asks the server whether it knows the present run.
            if write.isCreate, !run.isCurrent { return }
            guard carryOut(write) else {
                // A conflict: again, once the cache shows why.
                `operator`.isQueued = true
                return
            }
        }
        if diesBeforeStatus {
            `operator`.isAway = true
            return
        }
        // The new child will show in the next plan's status.
        if plan.writes.contains(where: \.isCreate) { return }
        guard plan.status != known else { return }
        if plan.status.requiresLock(after: known), !run.isCurrent {
            `operator`.isQueued = true
            return
        }
        run.write { $0.status = plan.status }
    }

    /// - Returns: False for a conflict.
    private mutating func carryOut(_ write: ChildWrite) -> Bool {
        switch write {
        case .create(let manifest): create(manifest)
        case .patch(_, let key, let uid, let patch):
            jobs.write { jobs in
                guard let index = jobs.firstIndex(where: { $0.name == key.name && $0.uid == uid }) else { return }
                jobs[index].apply(patch)
            }
        case .delete(_, _, let uid, let version):
            let isChanged = jobs.seen.first { $0.uid == uid } != jobs.stored.first { $0.uid == uid }
            if version != nil, isChanged, jobs.stored.contains(where: { $0.uid == uid }) { return false }
            jobs.write { $0.removeAll { $0.uid == uid } }
        case .createUnread, .apply, .scale: break
        }
        return true
    }

    private mutating func create(_ manifest: ChildManifest) {
        guard !jobs.stored.contains(where: { $0.name == manifest.key.name }) else { return }
        truth.jobs += 1
        let job = Job(
            number: truth.jobs,
            name: manifest.key.name,
            specHash: manifest.annotations[DarkroomAnnotation.specHash],
            revision: run.seen.edits,
            resumesFrom: manifest.annotations[DarkroomAnnotation.resumeFrom]
        )
        jobs.write { $0.append(job) }
    }
}

extension TrainingWorld.Job {
    /// Applies a merge patch of the operator's.
    fileprivate mutating func apply(_ patch: JSONValue) {
        if let mark = patch["metadata"]?["annotations"]?[DarkroomAnnotation.suspended] {
            isSuspendedByRun = mark != .null
        }
        if let suspend = patch["spec"]?["suspend"]?.boolValue { isSuspended = suspend }
        switch patch["spec"]?["activeDeadlineSeconds"] {
        case .integer(let seconds): deadlineSeconds = Int(seconds)
        case .null: deadlineSeconds = nil
        default: break
        }
    }
}

extension TrainingRunStatus {
    /// Whether the API server refuses the status if the run has changed: `requiresOptimisticLock` of the operator.
    fileprivate func requiresLock(after previous: TrainingRunStatus?) -> Bool {
        history.count != previous?.history.count ?? 0 || completionTime != previous?.completionTime
            || phase == .queued || phase == .suspended
    }
}
