/// A broken invariant, with the actions that lead to it.
public struct Finding<W: World>: Sendable {
    /// What is wrong.
    public let violation: Violation<W.Invariant>
    /// The actions, from the initial world to the violation.
    public let trace: [W.Action]
    /// The initial world.
    public let start: W

    /// The actions that are not a part of the ordinary course of things: the cause, as far as a trace can name it.
    public var disturbances: [W.Action] { trace.filter(\.isDisturbance) }
}

extension Finding: CustomStringConvertible {
    /// The trace as numbered sentences, and what is wrong at the end of it.
    public var description: String {
        var world = start
        var lines: [String] = []
        for action in trace {
            let before = world
            _ = world.perform(action)
            lines.append("\(lines.count + 1). \(before.sentence(for: action, after: world))")
        }
        return (lines + ["=> \(violation.invariant): \(violation.details)"]).joined(separator: "\n")
    }
}
