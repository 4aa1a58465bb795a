/// The spelling rules of the Prometheus data model.
enum MetricName {
    /// `name` with `_` in place of each character that is not allowed in a metric name.
    static func metric(_ name: String) -> String {
        sanitized(name) { $0 == ":" }
    }

    /// `name` with `_` in place of each character that is not allowed in a label name, such as a colon.
    static func label(_ name: String) -> String {
        sanitized(name) { _ in false }
    }

    private static func sanitized(_ name: String, alsoAllowed: (Unicode.Scalar) -> Bool) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            let isDigit = ("0"..."9").contains(scalar)
            let isAllowed =
                isDigit || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
                || alsoAllowed(scalar)
            if isDigit && result.isEmpty { result += "_" }
            result.unicodeScalars.append(isAllowed ? scalar : "_")
        }
        return result.isEmpty ? "_" : result
    }
}
