import Exploration

/// What can happen to an ImagePipeline. Pods are named by their numbers.
enum PipelineAction: Hashable, Sendable {
    // The ordinary course of things.
    case operatorReconciles
    case operatorReturns
    case cacheCatchesUp(PipelineCache)
    case argoOperates
    case garbageCollectorRuns
    case podStarts(Int)
    case stepSucceeds(Int)
    /// It was told to end.
    case podEnds(Int)
    case podIsRemoved(Int)
    case timePasses

    // The machinery.
    case operatorGoesAway
    /// It has written the children, and not the status.
    case operatorDiesMidway
    case cacheFallsBehind(PipelineCache)
    case podIsDeleted(Int)
    case podsAreRefused
    case stepFails(Int)
    /// Argo's own time to live, or a janitor.
    case endedWorkflowIsRemoved

    // People.
    case userSuspends
    case userResumes
    case userEdits
    case userReruns
    case userDeletesWorkflow
    case argoStop
    case argoRetry
}

/// The caches that an ImagePipeline is planned from.
enum PipelineCache: Hashable, Sendable, CaseIterable {
    case pipelines, workflows, pods
}

extension PipelineAction: WorldAction {
    var isDisturbance: Bool {
        switch self {
        case .operatorReconciles, .operatorReturns, .cacheCatchesUp, .argoOperates, .garbageCollectorRuns, .podStarts,
            .stepSucceeds, .podEnds, .podIsRemoved, .timePasses:
            false
        case .operatorGoesAway, .operatorDiesMidway, .cacheFallsBehind, .podIsDeleted, .podsAreRefused, .stepFails,
            .endedWorkflowIsRemoved, .userSuspends, .userResumes, .userEdits, .userReruns, .userDeletesWorkflow,
            .argoStop, .argoRetry:
            true
        }
    }
}
