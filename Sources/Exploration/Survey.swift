/// The result of an exploration.
public struct Survey<W: World>: Sendable {
    /// The broken invariants, each cause once, with shrunk traces.
    public internal(set) var findings: [Finding<W>] = []
    /// Different worlds that were looked at.
    public internal(set) var worlds = 0
    /// Actions that were tried.
    public internal(set) var actions = 0
    /// Whether every world within the bounds was looked at.
    public internal(set) var isComplete = true

    /// Adds a broken invariant, unless a finding is known that explains it.
    mutating func add(_ violation: Violation<W.Invariant>, _ trace: [W.Action], from start: W) {
        let finding = Finding(violation: violation, trace: trace, start: start)
        guard !isExplained(finding) else { return }
        let shrunk = Shrinking.shrink(finding)
        if !isExplained(shrunk) { findings.append(shrunk) }
    }

    /// Whether disturbances of the kinds of a known finding, in their order, are a part of these, and break the same
    /// invariant.
    private func isExplained(_ finding: Finding<W>) -> Bool {
        findings.contains { known in
            guard known.violation.invariant == finding.violation.invariant else { return false }
            var rest = finding.disturbances[...]
            return known.disturbances.allSatisfy { cause in
                guard let index = rest.firstIndex(where: { $0.name == cause.name }) else { return false }
                rest = rest[(index + 1)...]
                return true
            }
        }
    }
}
