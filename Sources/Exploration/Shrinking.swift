/// Makes a trace that breaks an invariant as short as possible: delta debugging over its actions.
/// Source: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002.
enum Shrinking {
    /// The shortest trace found that breaks the same invariant, with what follows by itself at its end.
    static func shrink<W: World>(_ finding: Finding<W>) -> Finding<W> {
        var best = finding
        // Without disturbances that are not needed first: they are what a reader takes for the cause.
        for disturbance in finding.disturbances.reversed() {
            guard let index = best.trace.lastIndex(of: disturbance) else { continue }
            var candidate = best.trace
            candidate.remove(at: index)
            best = reproduction(of: best, by: candidate) ?? best
        }
        var size = max(1, best.trace.count / 2)
        while true {
            var start = 0
            var hasShrunk = false
            while start < best.trace.count {
                var candidate = best.trace
                candidate.removeSubrange(start..<min(start + size, candidate.count))
                if let shorter = reproduction(of: best, by: candidate) {
                    best = shorter
                    hasShrunk = true
                } else {
                    start += size
                }
            }
            if size > 1 {
                size /= 2
            } else if !hasShrunk {
                return best
            }
        }
    }

    /// A shorter trace with the same invariant broken; nil when these actions do not lead to one.
    private static func reproduction<W: World>(of finding: Finding<W>, by actions: [W.Action]) -> Finding<W>? {
        let replay = Replay(of: actions, from: finding.start)
        guard let violation = replay.violation, violation.invariant == finding.violation.invariant,
            replay.trace.count < finding.trace.count
                || replay.trace.count(where: \.isDisturbance) < finding.disturbances.count
        else { return nil }
        return Finding(violation: violation, trace: replay.trace, start: finding.start)
    }
}
