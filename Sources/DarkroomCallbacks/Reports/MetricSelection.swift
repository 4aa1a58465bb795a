internal import DarkroomAPI

/// Which metrics are kept of a trainer that reports more than a status holds.
struct MetricSelection: Hashable, Sendable {
    /// Name of the metric that the spec asks for; nil leaves the choice to Darkroom.
    let wanted: String?

    /// The greatest number of metrics.
    private static let limit = TrainerStatus.maxMetrics

    /// The latest value of each metric. If there are too many, the wanted one is kept, then those that stand for quality,
    /// then the new ones before the old ones, and names of few words before those of many, which often are one per class.
    func merged(_ new: [String: String], over old: [String: String] = [:]) -> [String: String] {
        let all = old.merging(new) { _, new in new }
        guard all.count > Self.limit else { return all }
        let ranked = all.keys.map { name in
            let importance = MetricImportance(name)
            return (
                rank: (
                    name == wanted ? 0 : 1, importance.isKnown ? 0 : 1, new[name] == nil ? 1 : 0, importance.words, name
                ),
                name: name
            )
        }
        let kept = ranked.sorted { $0.rank < $1.rank }.prefix(Self.limit)
        return Dictionary(kept.map { ($0.name, all[$0.name] ?? "") }, uniquingKeysWith: { first, _ in first })
    }
}
