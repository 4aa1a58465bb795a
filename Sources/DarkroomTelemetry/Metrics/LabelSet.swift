/// A series' labels, sorted by name, so that the order in which a caller gives them makes no difference.
struct LabelSet: Hashable, Sendable {
    struct Label: Hashable, Sendable {
        let name: String
        let value: String
    }

    let labels: [Label]

    /// A name given twice keeps its last value: a line with a repeated label would spoil the whole scrape.
    init(_ dimensions: [(String, String)]) {
        var values: [String: String] = [:]
        for (name, value) in dimensions { values[Self.labelName(name)] = value }
        labels = values.map(Label.init(name:value:)).sorted { $0.name < $1.name }
    }

    /// `le` belongs to the buckets of histograms.
    private static func labelName(_ name: String) -> String {
        name == "le" ? "exported_le" : MetricName.label(name)
    }
}

extension LabelSet: Comparable {
    static func < (left: LabelSet, right: LabelSet) -> Bool {
        for (leftLabel, rightLabel) in zip(left.labels, right.labels) where leftLabel != rightLabel {
            return (leftLabel.name, leftLabel.value) < (rightLabel.name, rightLabel.value)
        }
        return left.labels.count < right.labels.count
    }
}
