import Exploration
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How far the explorer goes. The defaults are for `make unit`; `make faults` goes farther.
struct ExplorationBounds: Sendable {
    /// Most disturbances of a trace of the exhaustive search.
    let disturbances: Int
    /// Most actions of a trace of the exhaustive search of a TrainingRun.
    let depth: Int
    /// Most worlds of the exhaustive search. With the defaults, it is never reached.
    let worlds: Int
    /// Random courses for each initial world.
    let walks: Int
    /// Beginning of the random numbers.
    let seed: UInt64
    /// Whether known faults are printed, with their traces.
    let showsKnown: Bool

    static let current = ExplorationBounds(ProcessInfo.processInfo.environment)

    init(_ environment: [String: String]) {
        disturbances = environment["EXPLORE_DISTURBANCES"].flatMap { Int($0) } ?? 1
        depth = environment["EXPLORE_DEPTH"].flatMap { Int($0) } ?? 11
        worlds = environment["EXPLORE_WORLDS"].flatMap { Int($0) } ?? .max
        walks = environment["EXPLORE_WALKS"].flatMap { Int($0) } ?? 60
        seed = environment["EXPLORE_SEED"].flatMap { UInt64($0) } ?? 1
        showsKnown = environment["EXPLORE_SHOW"] != nil
    }
}

/// Explores a world, and records each broken invariant that no known fault explains: every course with any one disturbance,
/// every course with two disturbances of one theme, and random courses with any number of them.
///
/// - Parameters:
///   - themes: Names of disturbances that belong together.
///   - depth: Most actions of a trace with one disturbance.
///   - themeDepth: Most actions of a trace with two.
///   - walkLength: Actions of each random course, before the world is left alone.
/// - Returns: Indexes of the known faults that were found.
func explore<W: World>(
    _ start: W,
    known: [KnownFinding],
    themes: [Set<String>],
    depth: Int = .max,
    themeDepth: Int = 12,
    walkLength: Int = 30
) -> Set<Int> where W.Invariant == ClusterInvariant {
    let bounds = ExplorationBounds.current
    let explorer = Explorer(start)
    let search = explorer.searchBreadthFirst(depth: depth, disturbances: bounds.disturbances, limit: bounds.worlds)
    let walks = explorer.walk(seed: bounds.seed, walks: bounds.walks, length: walkLength)
    let pairs = themes.map { theme in
        explorer.searchBreadthFirst(
            depth: themeDepth,
            disturbances: bounds.disturbances + 1,
            theme: theme,
            limit: bounds.worlds
        )
    }
    let surveys = [search] + pairs + [walks]
    var found: Set<Int> = []
    for finding in surveys.flatMap(\.findings) {
        guard let index = known.firstIndex(where: { $0.explains(finding) }) else {
            Issue.record("\(finding)")
            continue
        }
        found.insert(index)
        if bounds.showsKnown { print("Known: \(known[index].words).\n\(finding)\n") }
    }
    if bounds.showsKnown {
        let sizes = surveys.map { "\($0.worlds) worlds by \($0.actions) actions" }
        print("\(W.self): \(sizes.joined(separator: ", "))\n")
    }
    return found
}

/// Records known faults that the explorer has not found.
func expect(_ found: Set<Int>, of known: [KnownFinding]) {
    for (index, finding) in known.enumerated() where !found.contains(index) {
        Issue.record("Take it off the list, if it is mended: \(finding.words).")
    }
}

/// The world when nothing has disturbed it and nothing is left to happen.
func atRest<W: World>(_ start: W) -> W {
    var world = start
    for _ in 0..<100 {
        guard let action = world.undisturbedAction else { break }
        _ = world.perform(action)
    }
    return world
}
