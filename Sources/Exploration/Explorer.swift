/// Looks for broken invariants in a ``World``: in every course of things up to a bound, and at random far beyond it.
public struct Explorer<W: World>: Sendable {
    private let start: W

    /// - Parameter start: The initial world.
    public init(_ start: W) { self.start = start }

    /// Tries everything that can happen, breadth first, so that the first trace to a violation is a shortest one.
    ///
    /// Every world that is reached is also left alone until it is at rest.
    ///
    /// - Parameters:
    ///   - depth: Most actions of a trace.
    ///   - disturbances: Most disturbances of a trace.
    ///   - theme: Names of the disturbances to try; nil for all. With few of them, a search can afford more in a trace.
    ///   - limit: Most worlds to look at; ``Survey/isComplete`` says whether it was enough.
    public func searchBreadthFirst(
        depth: Int,
        disturbances: Int,
        theme: Set<String>? = nil,
        limit: Int = .max
    ) -> Survey<W> {
        var search = BreadthFirstSearch(start, disturbances: disturbances, theme: theme, limit: limit)
        var left = depth
        while left > 0, search.hasNext {
            search.advance()
            left -= 1
        }
        return search.survey
    }

    /// Lets things happen at random, in many courses that each begin anew. The same seed gives the same courses.
    ///
    /// - Parameters:
    ///   - seed: Beginning of the random numbers.
    ///   - walks: Number of courses.
    ///   - length: Actions of each.
    ///   - restlessness: How often of 100 times anything may happen, and not just what is next in the ordinary course of
    ///     things.
    public func walk(seed: UInt64, walks: Int, length: Int, restlessness: Int = 35) -> Survey<W> {
        var survey = Survey<W>()
        for number in 0..<UInt64(max(0, walks)) {
            var random = SplitMix64(seed: seed &+ number)
            let trace = trace(length, restlessness, &random)
            let replay = Replay(of: trace, from: start)
            survey.actions += replay.trace.count
            survey.worlds += replay.trace.count
            if let violation = replay.violation { survey.add(violation, replay.trace, from: start) }
        }
        survey.isComplete = false
        return survey
    }

    private func trace(_ length: Int, _ restlessness: Int, _ random: inout SplitMix64) -> [W.Action] {
        var world = start
        var trace: [W.Action] = []
        while trace.count < length {
            let undisturbed = world.undisturbedAction
            let possible = world.possibleActions
            let isRestless = undisturbed == nil || random.next(below: 100) < restlessness
            guard let action = isRestless ? random.element(of: possible) : undisturbed else { break }
            trace.append(action)
            if world.perform(action) != nil { break }
        }
        return trace
    }
}
