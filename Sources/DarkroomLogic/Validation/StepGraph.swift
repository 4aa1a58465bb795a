import DarkroomAPI

/// The steps of a pipeline and what they wait for.
struct StepGraph: Sendable {
    private let names: [String]
    private let dependencies: [String: [String]]

    init(_ steps: [ImagePipelineStep]) {
        names = steps.map(\.name)
        dependencies = Dictionary(
            steps.map { ($0.name, $0.dependsOn) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// A cycle of steps, each of which depends on the next, closed by repeating the first; nil without a cycle.
    ///
    /// Steps are removed as they become able to start; those left over depend on a cycle. The walk along them must
    /// then return to a step that it has passed.
    var cycle: [String]? {
        var waiting = dependencies.mapValues { Set($0.filter { dependencies[$0] != nil }) }
        var startable = waiting.filter(\.value.isEmpty).map(\.key)
        while let name = startable.popLast() {
            waiting[name] = nil
            for (other, rest) in waiting where rest.contains(name) {
                waiting[other]?.remove(name)
                if rest.count == 1 { startable.append(other) }
            }
        }
        guard var name = names.first(where: { waiting[$0] != nil }) else { return nil }
        var walk: [String] = []
        while !walk.contains(name) {
            walk.append(name)
            // In the order of the spec, so that the same spec always names the same cycle.
            guard let next = dependencies[name]?.first(where: { waiting[$0] != nil }) else { return nil }
            name = next
        }
        return walk.drop { $0 != name } + [name]
    }
}
