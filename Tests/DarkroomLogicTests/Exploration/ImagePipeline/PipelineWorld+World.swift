import DarkroomAPI
import Exploration

extension PipelineWorld: World {
    typealias Action = PipelineAction
    typealias Invariant = ClusterInvariant

    var possibleActions: [Action] { ordinaryActions + disturbances }

    /// What goes on by itself. Also the order in which it does, if nothing disturbs it.
    private var ordinaryActions: [Action] {
        var actions: [Action] = []
        if `operator`.isAway { actions.append(.operatorReturns) }
        if pipeline.isBehind { actions.append(.cacheCatchesUp(.pipelines)) }
        if workflows.isBehind { actions.append(.cacheCatchesUp(.workflows)) }
        if pods.isBehind { actions.append(.cacheCatchesUp(.pods)) }
        if canReconcile { actions.append(.operatorReconciles) }
        if garbage != pods.stored { actions.append(.garbageCollectorRuns) }
        if hasArgoWork { actions.append(.argoOperates) }
        for pod in pods.stored {
            switch pod.container {
            case .waiting: actions.append(pod.isToldToEnd ? .podIsRemoved(pod.number) : .podStarts(pod.number))
            case .running:
                if pod.isToldToEnd { actions.append(.podEnds(pod.number)) }
                actions.append(.stepSucceeds(pod.number))
            case .exited: if mayBeRemoved(pod) { actions.append(.podIsRemoved(pod.number)) }
            }
        }
        if nextInterestingTime != nil { actions.append(.timePasses) }
        return actions
    }

    var undisturbedAction: Action? { ordinaryActions.first }

    private var disturbances: [Action] {
        var actions: [Action] = []
        if !`operator`.isAway { actions.append(.operatorGoesAway) }
        if canReconcile { actions.append(.operatorDiesMidway) }
        if !pipeline.isBehind { actions.append(.cacheFallsBehind(.pipelines)) }
        if !workflows.isBehind, !workflows.stored.isEmpty { actions.append(.cacheFallsBehind(.workflows)) }
        if !pods.isBehind, !pods.stored.isEmpty { actions.append(.cacheFallsBehind(.pods)) }
        for pod in pods.stored where !pod.isToldToEnd {
            actions.append(.podIsDeleted(pod.number))
            if pod.container == .running { actions.append(.stepFails(pod.number)) }
        }
        if !arePodsRefused { actions.append(.podsAreRefused) }
        if workflows.stored.contains(where: \.hasEnded) { actions.append(.endedWorkflowIsRemoved) }
        actions.append(pipeline.stored.isSuspended ? .userResumes : .userSuspends)
        if pipeline.stored.edits == 0 { actions.append(.userEdits) }
        if pipeline.stored.token == nil { actions.append(.userReruns) }
        if workflows.stored.contains(where: { !$0.hasEnded }) { actions.append(.userDeletesWorkflow) }
        if workflows.stored.contains(where: { !$0.hasEnded && $0.shutdown == nil }) { actions.append(.argoStop) }
        if workflows.stored.contains(where: { $0.hasEnded && $0.phase != .succeeded }) { actions.append(.argoRetry) }
        return actions
    }

    /// Whether the operator may look at the pipeline: it waits until it has seen its own writes.
    var canReconcile: Bool {
        `operator`.isQueued && !`operator`.isAway && !pipeline.isAwaited && !workflows.isAwaited
    }

    mutating func perform(_ action: Action) -> Violation<Invariant>? {
        let before = self
        switch action {
        case .operatorReconciles: reconcile()
        case .operatorDiesMidway: reconcile(diesBeforeStatus: true)
        case .operatorGoesAway: `operator`.isAway = true
        case .operatorReturns:
            `operator` = OperatorProcess()
            pipeline.catchUp()
            workflows.catchUp()
            pods.catchUp()
            departed.removeAll()
        case .cacheFallsBehind(let cache): change(cache, behind: true)
        case .cacheCatchesUp(let cache): change(cache, behind: false)
        case .argoOperates: operateArgo()
        case .garbageCollectorRuns: pods.stored = garbage
        case .podStarts(let pod): change(pod) { $0.container = .running }
        case .stepSucceeds(let pod): succeed(pod)
        case .stepFails(let pod): fail(pod, 1)
        case .podEnds(let pod): change(pod) { $0.container = .exited(143) }
        case .podIsRemoved(let pod): pods.stored.removeAll { $0.number == pod }
        case .podIsDeleted(let pod): delete(pod)
        case .timePasses:
            now = nextInterestingTime ?? now
            `operator`.wake(at: now)
        case .podsAreRefused: arePodsRefused = true
        case .endedWorkflowIsRemoved: workflows.stored.removeAll(where: \.hasEnded)
        case .userDeletesWorkflow: workflows.stored.removeAll { !$0.hasEnded }
        case .userSuspends: editPipeline { $0.isSuspended = true }
        case .userResumes: editPipeline { $0.isSuspended = false }
        case .userEdits: editPipeline { $0.edits += 1 }
        // An annotation is not a part of the spec.
        case .userReruns: pipeline.stored.token = "again"
        case .argoStop: stopWorkflows()
        case .argoRetry: retryWorkflows()
        }
        let isUnchanged =
            pipeline.seen == before.pipeline.seen && workflows.seen == before.workflows.seen
            && pods.seen == before.pods.seen
        if !isUnchanged { `operator`.isQueued = true }
        if !`operator`.isAway, !before.operator.isAway {
            departed.update(from: before.workflows.stored, to: workflows.stored, uid: \.uid, name: \.name)
        }
        return violation(after: action, since: before)
    }

    private mutating func editPipeline(_ change: (inout Pipeline) -> Void) {
        change(&pipeline.stored)
        pipeline.stored.generation += 1
    }

    private mutating func change(_ cache: PipelineCache, behind: Bool) {
        switch (cache, behind) {
        case (.pipelines, true): pipeline.fallBehind()
        case (.pipelines, false): pipeline.catchUp()
        case (.workflows, true): workflows.fallBehind()
        case (.workflows, false): workflows.catchUp()
        case (.pods, true): pods.fallBehind()
        case (.pods, false): pods.catchUp()
        }
        // Whatever waited for the cache may go on.
        if !behind { `operator`.isQueued = true }
    }
}
