import Exploration

/// What can happen to a TrainingRun. Pods are named by their numbers.
enum TrainingAction: Hashable, Sendable {
    // The ordinary course of things.
    case operatorReconciles
    case operatorReturns
    case cacheCatchesUp(TrainingCache)
    case jobControllerSyncs
    case garbageCollectorRuns
    case podStarts(Int)
    case trainerFinishes(Int)
    /// It was told to end: it saves a checkpoint, reports it and exits with 0, as a good program does.
    case trainerSavesAndExits(Int)
    case podIsRemoved(Int)
    case reportArrives
    case timePasses

    // The machinery.
    case operatorGoesAway
    /// It has written the children, and not the status.
    case operatorDiesMidway
    case cacheFallsBehind(TrainingCache)
    case podIsEvicted(Int)
    case sidecarsAreInjected
    case podsAreRefused
    case janitorRemovesFinishedJob

    // Trainers.
    case trainerFails(Int)
    case trainerHangs(Int)
    case trainerFinishesReportLate(Int)

    // People.
    case userSuspends
    case userResumes
    case userCancels
    case userEdits
    case userDeletesJob
    case userDeletesPod(Int)
    case userHoldsJob
}

/// The caches that a TrainingRun is planned from.
enum TrainingCache: Hashable, Sendable, CaseIterable {
    case runs, jobs, pods
}

extension TrainingAction: WorldAction {
    var isDisturbance: Bool {
        switch self {
        case .operatorReconciles, .operatorReturns, .cacheCatchesUp, .jobControllerSyncs, .garbageCollectorRuns,
            .podStarts, .trainerFinishes, .trainerSavesAndExits, .podIsRemoved, .reportArrives, .timePasses:
            false
        case .operatorGoesAway, .operatorDiesMidway, .cacheFallsBehind, .podIsEvicted, .sidecarsAreInjected,
            .podsAreRefused, .janitorRemovesFinishedJob, .trainerFails, .trainerHangs, .trainerFinishesReportLate,
            .userSuspends, .userResumes, .userCancels, .userEdits, .userDeletesJob, .userDeletesPod, .userHoldsJob:
            true
        }
    }
}
