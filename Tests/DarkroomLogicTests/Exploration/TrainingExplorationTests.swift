import DarkroomAPI
import Exploration
import Testing

/// What users are promised, for a TrainingRun and every course of things around it.
@Suite("Every course of a TrainingRun")
struct TrainingExplorationTests {
    /// Take a line away when its fault is mended.
    private static let known = [
        KnownFinding(
            "A trainer that is told to end, saves and exits with 0 is called Succeeded",
            breaks: [.successHasEvidence],
            causes: ["podIsEvicted", "userDeletesPod"]
        ),
        KnownFinding(
            "A container that a webhook adds keeps the accelerator after the trainer's end",
            breaks: [.overMeansFree],
            causes: ["sidecarsAreInjected"]
        ),
        KnownFinding(
            "With such a container, finished training counts as Stalled, and is done again or called Failed",
            breaks: [.nothingIsDoneAgain, .endsAreTrue],
            causes: ["sidecarsAreInjected"]
        ),
        KnownFinding(
            "Training is done again when its Job is removed after its end, and before the end is on record",
            breaks: [.nothingIsDoneAgain],
            causes: ["janitorRemovesFinishedJob", "userDeletesJob"]
        ),
        KnownFinding(
            "The report that training is done does not count when the pod was told to end meanwhile",
            breaks: [.nothingIsDoneAgain, .endsAreTrue],
            causes: ["podIsEvicted", "userDeletesPod", "userSuspends"]
        ),
        KnownFinding(
            "The status does not say why the Job controller cannot make a pod",
            breaks: [.waitsHaveReasons],
            causes: ["podsAreRefused"]
        ),
        KnownFinding(
            "The number of attempts falls when the Job of a retry is deleted",
            breaks: [.statusGoesForward],
            causes: ["userDeletesJob"]
        ),
    ]

    private static let themes: [Set<String>] = [
        ["userSuspends", "userResumes"],
        ["trainerFails", "userDeletesJob"],
        ["operatorDiesMidway", "userCancels"],
    ]

    @Test("ends well if nothing disturbs it", arguments: TrainingScenario.allCases)
    func undisturbed(_ scenario: TrainingScenario) {
        #expect(atRest(TrainingWorld(scenario)).run.stored.status?.phase == .succeeded)
    }

    @Test("keeps what users are promised")
    func promises() {
        var found: Set<Int> = []
        for scenario in TrainingScenario.allCases {
            // Somebody who reports can go on for ever: the search needs an end.
            let depth = scenario == .watchedTrainer ? 14 : .max
            found.formUnion(explore(TrainingWorld(scenario), known: Self.known, themes: Self.themes, depth: depth))
        }
        expect(found, of: Self.known)
    }
}
