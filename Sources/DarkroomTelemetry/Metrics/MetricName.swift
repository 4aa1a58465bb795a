/// The spelling rules of the Prometheus data model.
enum MetricName {
    /// `name` itself when it is a legal metric name, else with `_` for what is not allowed in one.
    static func metric(_ name: String) -> String {
        sanitized(name) { $0 == ":" }
    }

    /// Likewise for a label's name, which has no colons.
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
