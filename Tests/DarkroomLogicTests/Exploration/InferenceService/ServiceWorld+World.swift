import Exploration
import KubeCore

extension ServiceWorld: World {
    typealias Action = ServiceAction
    typealias Invariant = ClusterInvariant

    var possibleActions: [Action] { ordinaryActions + disturbances }

    /// What goes on by itself. Also the order in which it does, if nothing disturbs it.
    private var ordinaryActions: [Action] {
        var actions: [Action] = []
        if `operator`.isAway { actions.append(.operatorReturns) }
        if service.isBehind { actions.append(.cacheCatchesUp(.services)) }
        if deployments.isBehind { actions.append(.cacheCatchesUp(.deployments)) }
        if clusterServices.isBehind { actions.append(.cacheCatchesUp(.clusterServices)) }
        if canReconcile { actions.append(.operatorReconciles) }
        if hasDeploymentControllerWork { actions.append(.deploymentControllerSyncs) }
        for pod in pods where !pod.isReady && !pod.hasCrashed { actions.append(.podBecomesReady(pod.number)) }
        if nextInterestingTime != nil { actions.append(.timePasses) }
        return actions
    }

    var undisturbedAction: Action? { ordinaryActions.first }

    private var disturbances: [Action] {
        var actions: [Action] = []
        if !`operator`.isAway { actions.append(.operatorGoesAway) }
        if canReconcile { actions.append(.operatorDiesMidway) }
        if !service.isBehind { actions.append(.cacheFallsBehind(.services)) }
        if !deployments.isBehind { actions.append(.cacheFallsBehind(.deployments)) }
        if !clusterServices.isBehind { actions.append(.cacheFallsBehind(.clusterServices)) }
        for pod in pods {
            actions.append(.podIsEvicted(pod.number))
            if !pod.hasCrashed { actions.append(.podCrashes(pod.number)) }
        }
        if !arePodsRefused { actions.append(.podsAreRefused) }
        if let deployment = deployments.stored.first {
            if minReplicas == 0 { actions.append(deployment.replicas == 0 ? .gatewayWakes : .gatewayLetsSleep) }
            actions.append(.userDeletesDeployment)
            if deployment.replicas < 3 { actions.append(.userScalesDeployment) }
            if deployment.image != "registry.example/other:1" { actions.append(.userChangesDeployment) }
        }
        if !clusterServices.stored.isEmpty { actions.append(.userDeletesService) }
        actions.append(service.stored.isStopped ? .userStarts : .userStops)
        if service.stored.edits == 0 { actions.append(.userEdits) }
        return actions
    }

    /// Whether the operator may look at the service: it waits until it has seen its own writes.
    var canReconcile: Bool {
        `operator`.isQueued && !`operator`.isAway && !service.isAwaited && !deployments.isAwaited
            && !clusterServices.isAwaited
    }

    mutating func perform(_ action: Action) -> Violation<Invariant>? {
        let before = self
        switch action {
        case .operatorReconciles: reconcile()
        case .operatorDiesMidway: reconcile(diesBeforeStatus: true)
        case .operatorGoesAway: `operator`.isAway = true
        case .operatorReturns:
            `operator` = OperatorProcess()
            service.catchUp()
            deployments.catchUp()
            clusterServices.catchUp()
        case .cacheFallsBehind(let cache): change(cache, behind: true)
        case .cacheCatchesUp(let cache): change(cache, behind: false)
        case .deploymentControllerSyncs: syncDeployments()
        case .podBecomesReady(let pod): change(pod) { $0.isReady = true }
        case .podCrashes(let pod):
            change(pod) { pod in
                pod.isReady = false
                pod.hasCrashed = true
            }
        case .podIsEvicted(let pod): pods.removeAll { $0.number == pod }
        case .timePasses:
            now = nextInterestingTime ?? now
            `operator`.wake(at: now)
        case .podsAreRefused: arePodsRefused = true
        case .gatewayWakes: changeDeployment(["spec": ["replicas": 1]])
        case .gatewayLetsSleep: changeDeployment(["spec": ["replicas": 0]])
        case .userScalesDeployment: changeDeployment(["spec": ["replicas": 3]])
        case .userChangesDeployment: changeDeployment(image: "registry.example/other:1")
        case .userDeletesDeployment: deployments.stored.removeAll()
        case .userDeletesService: clusterServices.stored.removeAll()
        case .userStops: editService { $0.isStopped = true }
        case .userStarts: editService { $0.isStopped = false }
        case .userEdits: editService { $0.edits += 1 }
        }
        let isUnchanged =
            service.seen == before.service.seen && deployments.seen == before.deployments.seen
            && clusterServices.seen == before.clusterServices.seen && pods == before.pods
        if !isUnchanged { `operator`.isQueued = true }
        return violation(after: action, since: before)
    }

    private mutating func editService(_ change: (inout Service) -> Void) {
        change(&service.stored)
        service.stored.generation += 1
    }

    private mutating func change(_ cache: ServiceCache, behind: Bool) {
        switch (cache, behind) {
        case (.services, true): service.fallBehind()
        case (.services, false): service.catchUp()
        case (.deployments, true): deployments.fallBehind()
        case (.deployments, false): deployments.catchUp()
        case (.clusterServices, true): clusterServices.fallBehind()
        case (.clusterServices, false): clusterServices.catchUp()
        }
        // Whatever waited for the cache may go on.
        if !behind { `operator`.isQueued = true }
    }
}
