import DarkroomAPI

extension TrainerStatus {
    /// The latest metrics that are not finite numbers, such as `loss=NaN and lr=Infinity`; nil if all are.
    var notFiniteMetrics: String? {
        let all = metrics.filter { Self.notFinite.contains($0.value) }.map { "\($0.key)=\($0.value)" }.sorted()
        guard let last = all.last else { return nil }
        if all.count == 1 { return last }
        guard all.count > Self.namedMetrics else { return "\(all.dropLast().joined(separator: ", ")) and \(last)" }
        return "\(all.prefix(Self.namedMetrics).joined(separator: ", ")) and \(all.count - Self.namedMetrics) more"
    }

    /// How metrics are stored that no decimal number can stand for.
    private static let notFinite: Set = ["NaN", "Infinity", "-Infinity"]
    /// How many metrics a message names.
    private static let namedMetrics = 5
}
