import DarkroomAPI
import Exploration
import Testing

/// What users are promised, for a TrainingRun and every course of things around it.
@Suite("Every course of a TrainingRun")
struct TrainingExplorationTests {
    /// Take a line away when its fault is mended.
    private static let known = [
        KnownFinding(
            "A trainer that was told to end counts as Succeeded if its pod is gone before the operator looks at it",
            breaks: [.successHasEvidence],
            causes: ["podIsEvicted", "userDeletesPod"]
        ),
        KnownFinding(
            """
            Training is done again when its Job was deleted midway, and the next one is removed after its end, before \
            anything of it is on record
            """,
            breaks: [.nothingIsDoneAgain],
            causes: ["janitorRemovesFinishedJob", "userDeletesJob"]
        ),
        KnownFinding(
            """
            The work of a pod that the Job controller makes in the place of a disrupted one is lost if it ends before the \
            operator has deleted the Job
            """,
            breaks: [.nothingIsDoneAgain, .endsAreTrue],
            causes: ["podIsEvicted", "userDeletesPod"]
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
    func promises() async {
        let found = await withTaskGroup(of: Set<Int>.self, returning: Set<Int>.self) { group in
            for scenario in TrainingScenario.allCases {
                group.addTask {
                    // Courses with timers are long, and a trainer that reports can go on for ever: the search needs an
                    // end.
                    let depth = ExplorationBounds.current.depth
                    return explore(
                        TrainingWorld(scenario),
                        known: Self.known,
                        themes: Self.themes,
                        depth: depth,
                        themeDepth: 10
                    )
                }
            }
            return await group.reduce(into: []) { $0.formUnion($1) }
        }
        expect(found, of: Self.known)
    }
}
