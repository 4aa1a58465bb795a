import DarkroomAPI
import Exploration
import Testing

/// What users are promised, for an ImagePipeline and every course of things around it.
@Suite("Every course of an ImagePipeline")
struct PipelineExplorationTests {
    /// Take a line away when its fault is mended.
    private static let known = [
        KnownFinding(
            "A run that a changed spec has overtaken before its first status is shown without its steps and their trouble",
            breaks: [.waitsHaveReasons],
            causes: ["userEdits", "userReruns"]
        )
    ]

    private static let themes: [Set<String>] = [
        ["argoStop", "argoRetry", "userSuspends"],
        ["podsAreRefused", "userEdits"],
        ["operatorDiesMidway", "userReruns"],
    ]

    @Test("ends well if nothing disturbs it", arguments: ImagePipelineConcurrencyPolicy.allCases)
    func undisturbed(_ policy: ImagePipelineConcurrencyPolicy) {
        #expect(atRest(PipelineWorld(policy)).pipeline.stored.status?.phase == .succeeded)
    }

    @Test("keeps what users are promised")
    func promises() {
        var found: Set<Int> = []
        for policy in ImagePipelineConcurrencyPolicy.allCases {
            found.formUnion(explore(PipelineWorld(policy), known: Self.known, themes: Self.themes))
        }
        expect(found, of: Self.known)
    }
}
