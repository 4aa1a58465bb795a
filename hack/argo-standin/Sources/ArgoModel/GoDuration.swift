/// Durations in Argo's format: Go's `1h30m`, `10s`, `500ms`, or a number of seconds without a unit.
enum GoDuration {
    /// Parses a duration; nil if `text` is not a duration or is longer than a century.
    static func parse(_ text: String) -> Duration? {
        if let seconds = Int32(text) { return seconds >= 0 ? .seconds(Int64(seconds)) : nil }
        var rest = Substring(text)
        var total = Duration.zero
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let value = Double(number), let scale = milliseconds[String(unit)], value * scale < limit
            else {
                return nil
            }
            total += .milliseconds(Int64(value * scale))
        }
        return total
    }

    private static let milliseconds: [String: Double] = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000]
    private static let limit = 100.0 * 366 * 24 * 3_600_000
}
