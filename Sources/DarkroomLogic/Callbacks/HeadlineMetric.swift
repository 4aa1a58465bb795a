/// The one metric that people look at first, of all that a trainer reports.
enum HeadlineMetric {
    /// Names that stand for quality, in the order of preference; a trainer's own may stand around them
    /// (`metrics/mAP50-95(B)`, `val_accuracy`).
    private static let known = [
        "map5095", "map50", "map", "top1", "accuracy", "acc", "f1", "iou", "dice", "auc", "valloss", "loss",
    ]

    /// Name and value, such as `accuracy=0.9312`.
    ///
    /// - Parameter wanted: Name of the metric to take; nil takes the best known.
    static func text(of metrics: [String: String], wanted: String?) -> String? {
        if let wanted { return metrics[wanted].map { "\(wanted)=\(shortened($0))" } }
        let names = metrics.keys.sorted()
        for word in known {
            if let name = names.first(where: { plain($0).contains(word) }), let value = metrics[name] {
                return "\(name)=\(shortened(value))"
            }
        }
        return names.first.flatMap { name in metrics[name].map { "\(name)=\(shortened($0))" } }
    }

    private static func plain(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    /// Four digits after the point are enough for a column; the whole number stays in `metrics`.
    private static func shortened(_ number: String) -> String {
        guard let point = number.firstIndex(of: "."), !number.contains("e") else { return number }
        let digits = number[number.index(after: point)...]
        return String(number[...point]) + digits.prefix(4)
    }
}
