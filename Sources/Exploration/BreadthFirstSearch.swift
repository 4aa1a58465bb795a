/// An exhaustive search, one action deeper at a time.
struct BreadthFirstSearch<W: World> {
    /// A world that was reached, with the way there: what happened last, and the world before that.
    private struct Step {
        let action: W.Action
        let previous: Int?
    }

    private struct Visit {
        let world: W
        let step: Int?
        let disturbances: Int
    }

    private(set) var survey = Survey<W>()
    private let start: W
    private let disturbances: Int
    private let theme: Set<String>?
    private let limit: Int
    private var steps: [Step] = []
    private var frontier: [Visit]
    /// Hashes of the worlds that were reached, with the fewest disturbances that it took: with more of them left, more
    /// can follow.
    private var reached: [Int: Int]
    /// Hashes of the worlds that come to rest as they should.
    private var settling: Set<Int> = []

    init(_ start: W, disturbances: Int, theme: Set<String>?, limit: Int) {
        self.start = start
        self.theme = theme
        self.disturbances = disturbances
        self.limit = limit
        frontier = [Visit(world: start, step: nil, disturbances: 0)]
        reached = [start.hashValue: 0]
        survey.worlds = 1
    }

    var hasNext: Bool { !frontier.isEmpty }

    /// Lets everything that is possible happen once in each world of the frontier.
    mutating func advance() {
        let present = frontier
        frontier = []
        for visit in present {
            for action in visit.world.possibleActions where isOfTheme(action) {
                let used = visit.disturbances + (action.isDisturbance ? 1 : 0)
                guard used <= disturbances else { continue }
                guard survey.worlds < limit else {
                    survey.isComplete = false
                    return
                }
                follow(action, from: visit, used)
            }
        }
    }

    private func isOfTheme(_ action: W.Action) -> Bool {
        guard action.isDisturbance, let theme else { return true }
        return theme.contains(action.name)
    }

    private mutating func follow(_ action: W.Action, from visit: Visit, _ used: Int) {
        var world = visit.world
        survey.actions += 1
        if let violation = world.perform(action) {
            survey.add(violation, trace(to: visit.step) + [action], from: start)
            return
        }
        let hash = world.hashValue
        if let least = reached[hash], least <= used { return }
        if reached.updateValue(used, forKey: hash) == nil { survey.worlds += 1 }
        steps.append(Step(action: action, previous: visit.step))
        let step = steps.count - 1
        settle(world, step)
        frontier.append(Visit(world: world, step: step, disturbances: used))
    }

    /// Leaves a world alone until it is at rest, or until it is like one that is known to come to rest as it should.
    private mutating func settle(_ start: W, _ step: Int) {
        var world = start
        var hashes: [Int] = []
        var actions: [W.Action] = []
        var violation: Violation<W.Invariant>?
        while violation == nil {
            let hash = world.hashValue
            if settling.contains(hash) { break }
            hashes.append(hash)
            guard actions.count < Replay<W>.longestUnrest, let action = world.undisturbedAction else {
                violation = world.violationAtRest
                break
            }
            actions.append(action)
            survey.actions += 1
            violation = world.perform(action)
        }
        if let violation {
            survey.add(violation, trace(to: step) + actions, from: self.start)
        } else {
            settling.formUnion(hashes)
        }
    }

    private func trace(to last: Int?) -> [W.Action] {
        var trace: [W.Action] = []
        var next = last
        while let index = next {
            trace.append(steps[index].action)
            next = steps[index].previous
        }
        return trace.reversed()
    }
}
