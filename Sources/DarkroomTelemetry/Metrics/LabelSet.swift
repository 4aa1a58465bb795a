/// A series' labels, sorted by name, so that the caller's order makes no difference.
struct LabelSet: Hashable, Sendable {
    struct Label: Hashable, Sendable {
        let name: String
        let value: String
    }

    let labels: [Label]

    /// A repeated name keeps its last value: a line with a repeated label would invalidate the whole scrape.
    init(_ dimensions: [(String, String)]) {
        var values: [String: String] = [:]
        for (name, value) in dimensions { values[Self.labelName(name)] = value }
        labels = values.map(Label.init(name:value:)).sorted { $0.name < $1.name }
    }

    /// Histograms reserve `le` for their buckets.
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
