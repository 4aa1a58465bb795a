import Exploration
import Testing

/// Two people who add to a counter by reading it and writing what they read plus one: the oldest of all races.
private struct Counter: World {
    enum Action: WorldAction, CaseIterable {
        case firstReads, firstWrites, secondReads, secondWrites, somebodyLooks

        var isDisturbance: Bool { self == .secondReads }
    }

    enum Invariant: String, CustomStringConvertible {
        case everyAdditionCounts

        var description: String { rawValue }
    }

    var value = 0
    var additions = 0
    var first: Int?
    var second: Int?

    var possibleActions: [Action] {
        guard additions < 4 else { return [] }
        return [
            first == nil ? .firstReads : .firstWrites, second == nil ? .secondReads : .secondWrites, .somebodyLooks,
        ]
    }

    var undisturbedAction: Action? {
        if first != nil { return .firstWrites }
        return second == nil ? nil : .secondWrites
    }

    mutating func perform(_ action: Action) -> Violation<Invariant>? {
        switch action {
        case .firstReads: first = value
        case .secondReads: second = value
        case .firstWrites: write(\.first)
        case .secondWrites: write(\.second)
        case .somebodyLooks: break
        }
        return nil
    }

    private mutating func write(_ read: WritableKeyPath<Counter, Int?>) {
        value = (self[keyPath: read] ?? 0) + 1
        self[keyPath: read] = nil
        additions += 1
    }

    var violationAtRest: Violation<Invariant>? {
        value == additions ? nil : Violation(.everyAdditionCounts, "\(additions) additions make \(value).")
    }

    func sentence(for action: Action, after: Self) -> String { "\(action): \(value), then \(after.value)." }
}

@Suite("An explorer of a small world")
struct ExplorerTests {
    private let explorer = Explorer(Counter())

    @Test("finds the shortest way to a violation, and tells it in sentences")
    func shortest() throws {
        let survey = explorer.searchBreadthFirst(depth: 6, disturbances: 1)
        let finding = try #require(survey.findings.first)
        #expect(survey.findings.count == 1)
        #expect(
            finding.description == """
                1. firstReads: 0, then 0.
                2. secondReads: 0, then 0.
                3. firstWrites: 0, then 1.
                4. secondWrites: 1, then 1.
                => everyAdditionCounts: 2 additions make 1.
                """
        )
    }

    @Test("finds nothing when the bound excludes what is wrong")
    func bounded() {
        let survey = explorer.searchBreadthFirst(depth: 12, disturbances: 0)
        #expect(survey.findings.isEmpty)
        #expect(survey.isComplete)
    }

    @Test("says when it has not looked at everything")
    func limited() {
        #expect(!explorer.searchBreadthFirst(depth: 12, disturbances: 4, limit: 5).isComplete)
    }

    @Test("walks the same way with the same seed, and shrinks what it finds")
    func walks() throws {
        let findings = (0..<2).map { _ in explorer.walk(seed: 1, walks: 20, length: 30, restlessness: 80).findings }
        let shrunk = try #require(findings[0].first)
        #expect(shrunk.trace.count == 4)
        #expect(shrunk.trace == findings[1].first?.trace)
    }
}
