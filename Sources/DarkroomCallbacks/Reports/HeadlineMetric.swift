/// The most important of the metrics that a trainer reports, for display in a column.
enum HeadlineMetric {
    /// Names of quality metrics, in order of preference; a trainer may add its own words around them
    /// (`metrics/mAP50-95(B)`, `val_accuracy`).
    private static let known = [
        "map5095", "map50", "map", "top1", "accuracy", "acc", "f1", "iou", "dice", "auc", "valloss", "loss",
    ]

    /// Name and value, such as `accuracy=0.9312`.
    ///
    /// - Parameter wanted: Name of the metric to choose; nil chooses the first of the known names.
    static func text(of metrics: [String: String], wanted: String?) -> String? {
        if let wanted { return metrics[wanted].map { "\(wanted)=\(shortened($0))" } }
        let names = metrics.keys.sorted()
        for word in known {
            if let name = names.first(where: { isNamed($0, word) }), let value = metrics[name] {
                return "\(name)=\(shortened(value))"
            }
        }
        return names.first.flatMap { name in metrics[name].map { "\(name)=\(shortened($0))" } }
    }

    /// Whether consecutive words of a name make up a known one: `mAP50` does, `mape` and `accumulation_steps` do not.
    private static func isNamed(_ name: String, _ known: String) -> Bool {
        let words = words(of: name)
        return words.indices.contains { start in
            var joined = ""
            return words[start...].contains { word in
                joined += word
                return joined == known
            }
        }
    }

    /// Splits at punctuation, and where lower case turns to upper case or letters to digits.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var previous: Character?
        for character in name {
            defer { previous = character }
            guard character.isLetter || character.isNumber else { continue }
            if let last = previous, !words.isEmpty, continues(last, character) {
                words[words.count - 1] += character.lowercased()
            } else {
                words.append(character.lowercased())
            }
        }
        return words
    }

    private static func continues(_ last: Character, _ next: Character) -> Bool {
        guard last.isLetter || last.isNumber, last.isNumber == next.isNumber else { return false }
        return !(last.isLowercase && next.isUppercase)
    }

    /// Four decimal places are enough for a column; `metrics` keeps the whole number.
    private static func shortened(_ number: String) -> String {
        guard let point = number.firstIndex(of: "."), !number.contains("e") else { return number }
        let digits = number[number.index(after: point)...]
        return String(number[...point]) + digits.prefix(4)
    }
}
