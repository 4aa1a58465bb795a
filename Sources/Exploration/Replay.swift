/// One course of things: actions, and then whatever follows by itself until the world is at rest.
struct Replay<W: World> {
    /// The actions that happened, those that followed by themselves included.
    private(set) var trace: [W.Action] = []
    /// What was wrong, at which the course ends.
    private(set) var violation: Violation<W.Invariant>?

    /// Most actions that follow by themselves. A world that is busy for longer never comes to rest.
    static var longestUnrest: Int { 120 }

    /// - Parameter actions: Those that are not possible when it is their turn are left out, so that any part of a trace
    ///   can be tried.
    init(of actions: [W.Action], from start: W) {
        var world = start
        for action in actions where world.possibleActions.contains(action) {
            trace.append(action)
            violation = world.perform(action)
            if violation != nil { return }
        }
        for _ in 0..<Self.longestUnrest {
            guard let action = world.undisturbedAction else { break }
            trace.append(action)
            violation = world.perform(action)
            if violation != nil { return }
        }
        violation = world.violationAtRest
    }
}
