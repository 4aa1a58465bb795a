import KubeCore

@testable import DarkroomAPI
@testable import DarkroomLogic

extension PipelineWorld {
    private static let plans = PlanMemory<ImagePipelineStatus>()

    /// What the operator would do now.
    var plan: ReconcilePlan<ImagePipelineStatus> {
        Self.plans.plan(for: [policy, pipeline.seen, workflows.seen, seenToDepart, pods.seen, now]) {
            ImagePipelinePlanner.plan(observation)
        }
    }

    /// One reconcile, as `KindReconciler` does it: the children, then the status.
    mutating func reconcile(diesBeforeStatus: Bool = false) {
        `operator`.isQueued = false
        let known = pipeline.seen.status
        let plan = plan
        `operator`.wakesAt = plan.requeueAfter.map { now + Int($0.components.seconds) }
        for write in plan.writes {
            // Before it creates anything, the operator asks the server whether it knows the present pipeline.
            if write.isCreate, !pipeline.isCurrent { return }
            carryOut(write)
        }
        if diesBeforeStatus {
            `operator`.isAway = true
            return
        }
        // The new child will show in the next plan's status.
        if plan.writes.contains(where: \.isCreate) { return }
        if plan.status != known { pipeline.write { $0.status = plan.status } }
    }

    private mutating func carryOut(_ write: ChildWrite) {
        switch write {
        case .create(let manifest): create(manifest)
        case .patch(_, let key, let uid, let patch):
            workflows.write { workflows in
                guard let index = workflows.firstIndex(where: { $0.name == key.name && $0.uid == uid }) else { return }
                workflows[index].apply(patch)
            }
        case .delete(_, _, let uid, _): workflows.write { $0.removeAll { $0.uid == uid } }
        case .createUnread, .apply, .scale: break
        }
    }

    private mutating func create(_ manifest: ChildManifest) {
        guard !workflows.stored.contains(where: { $0.name == manifest.key.name }) else { return }
        truth.workflows += 1
        let workflow = Workflow(
            number: truth.workflows,
            name: manifest.key.name,
            specHash: manifest.annotations[DarkroomAnnotation.specHash]
        )
        workflows.write { $0.append(workflow) }
    }
}

extension PipelineWorld.Workflow {
    /// Applies a merge patch of the operator's.
    fileprivate mutating func apply(_ patch: JSONValue) {
        if let suspend = patch["spec"]?["suspend"] { isSuspended = suspend.boolValue ?? false }
        if let word = patch["spec"]?["shutdown"] { shutdown = word.stringValue }
    }
}
