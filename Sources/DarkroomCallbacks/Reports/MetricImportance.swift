/// How much the name of a metric says that it stands for the quality of the whole model.
struct MetricImportance: Comparable {
    /// Names of quality metrics, in order of preference; a trainer may add its own words around them
    /// (`metrics/mAP50-95(B)`, `val_accuracy`).
    private static let known = [
        "map5095", "map50", "map", "top1", "accuracy", "acc", "f1", "iou", "dice", "auc", "valloss", "loss",
    ]
    private static let averages: Set = ["mean", "average", "avg", "macro", "overall", "all"]
    private static let heldOut: Set = ["val", "valid", "validation", "eval", "test"]

    /// Place of its known name; their number if it has none.
    private let place: Int
    private let isAverage: Bool
    private let isHeldOut: Bool
    /// Number of words: `iou_class_07` has three.
    let words: Int
    private let name: String

    init(_ name: String) {
        let words = Self.words(of: name)
        self.name = name
        self.words = words.count
        place = Self.known.firstIndex { Self.contains(words, $0) } ?? Self.known.count
        // `mIoU` and `mAP` begin with a word of one letter.
        isAverage = words.contains { $0 == "m" || Self.averages.contains($0) }
        isHeldOut = words.contains { Self.heldOut.contains($0) }
    }

    /// Whether the name contains that of a quality metric.
    var isKnown: Bool { place < Self.known.count }

    /// The more important one comes first.
    static func < (left: Self, right: Self) -> Bool {
        (left.place, left.isAverage ? 0 : 1, left.isHeldOut ? 0 : 1, left.words, left.name)
            < (right.place, right.isAverage ? 0 : 1, right.isHeldOut ? 0 : 1, right.words, right.name)
    }

    /// Whether consecutive words make up a known name: `mAP50` does, `mape` and `accumulation_steps` do not.
    private static func contains(_ words: [String], _ known: String) -> Bool {
        words.indices.contains { start in
            var joined = ""
            for word in words[start...] {
                joined += word
                if joined == known { return true }
                if joined.utf8.count >= known.utf8.count { return false }
            }
            return false
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
}
