import Exploration

/// A fault that the explorer finds and that is not mended yet.
///
/// Take a fault off its list when it is mended: from then on, the tests fail if the explorer finds it again.
struct KnownFinding: Sendable {
    /// What is wrong, as a sentence.
    let words: String
    /// What it breaks.
    let invariants: Set<ClusterInvariant>
    /// Names of actions, one of which is among the disturbances of its traces.
    let causes: Set<String>

    init(_ words: String, breaks invariants: Set<ClusterInvariant>, causes: Set<String>) {
        self.words = words
        self.invariants = invariants
        self.causes = causes
    }

    /// Whether a finding is an example of this fault.
    func explains<W: World>(_ finding: Finding<W>) -> Bool where W.Invariant == ClusterInvariant {
        invariants.contains(finding.violation.invariant) && finding.disturbances.contains { causes.contains($0.name) }
    }
}
