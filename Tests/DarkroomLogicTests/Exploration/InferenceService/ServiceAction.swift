import Exploration

/// What can happen to an InferenceService. Pods are named by their numbers.
enum ServiceAction: Hashable, Sendable {
    // The ordinary course of things.
    case operatorReconciles
    case operatorReturns
    case cacheCatchesUp(ServiceCache)
    case deploymentControllerSyncs
    case podBecomesReady(Int)
    case timePasses

    // The machinery.
    case operatorGoesAway
    case operatorDiesMidway
    case cacheFallsBehind(ServiceCache)
    case podCrashes(Int)
    case podIsEvicted(Int)
    case podsAreRefused
    case gatewayWakes
    case gatewayLetsSleep

    // People.
    case userStops
    case userStarts
    case userEdits
    case userDeletesDeployment
    case userDeletesService
    case userScalesDeployment
    case userChangesDeployment
}

/// The caches that an InferenceService is planned from.
enum ServiceCache: Hashable, Sendable, CaseIterable {
    case services, deployments, clusterServices
}

extension ServiceAction: WorldAction {
    var isDisturbance: Bool {
        switch self {
        case .operatorReconciles, .operatorReturns, .cacheCatchesUp, .deploymentControllerSyncs, .podBecomesReady,
            .timePasses:
            false
        case .operatorGoesAway, .operatorDiesMidway, .cacheFallsBehind, .podCrashes, .podIsEvicted, .podsAreRefused,
            .gatewayWakes, .gatewayLetsSleep, .userStops, .userStarts, .userEdits, .userDeletesDeployment,
            .userDeletesService, .userScalesDeployment, .userChangesDeployment:
            true
        }
    }
}
