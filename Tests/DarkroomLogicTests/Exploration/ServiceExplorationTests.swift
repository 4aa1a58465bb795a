import DarkroomAPI
import Exploration
import Testing

/// What users are promised, for an InferenceService and every course of things around it.
@Suite("Every course of an InferenceService")
struct ServiceExplorationTests {
    /// Take a line away when its fault is mended.
    private static let known: [KnownFinding] = []

    private static let themes: [Set<String>] = [
        ["userStops", "userStarts"],
        ["userDeletesDeployment", "userEdits"],
    ]

    @Test("ends well if nothing disturbs it", arguments: [1, 2])
    func undisturbed(_ minReplicas: Int) {
        #expect(atRest(ServiceWorld(minReplicas: minReplicas)).service.stored.status?.phase == .ready)
    }

    @Test("keeps what users are promised")
    func promises() {
        var found: Set<Int> = []
        for minReplicas in [0, 1] {
            found.formUnion(explore(ServiceWorld(minReplicas: minReplicas), known: Self.known, themes: Self.themes))
        }
        expect(found, of: Self.known)
    }
}
