internal import DarkroomAPI
internal import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Metrics as decimal strings: a status holds no floating-point numbers, which other programs would write differently.
enum MetricText {
    /// Levels of objects within metrics that are read.
    private static let levels = 8

    /// The numbers of a JSON object, and of the objects in it: the member `cat` of `per_class` is `per_class.cat`.
    /// Everything else is left out.
    static func metrics(_ value: JSONValue?) -> [String: String] {
        var metrics: [String: String] = [:]
        collect(value, below: "", levels: levels, &metrics)
        return metrics
    }

    private static func collect(_ value: JSONValue?, below prefix: String, levels: Int, _ all: inout [String: String]) {
        guard levels > 0 else { return }
        for (name, value) in (value?.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
            // A name that is cut off anyway need not grow with each level.
            let path = shortened(prefix + name)
            if case .object = value {
                collect(value, below: path + ".", levels: levels - 1, &all)
            } else if let text = text(value), !path.isEmpty, all[path] == nil {
                all[path] = text
            }
        }
    }

    private static func shortened(_ name: String) -> String {
        let limit = TrainerStatus.maxMetricName
        let text = name.excerpt(limit)
        return text.unicodeScalars.count <= limit ? text : name.excerpt(limit - 1)
    }

    /// A number in decimal notation, or `NaN`, `Infinity` or `-Infinity`; nil for any other value.
    private static func text(_ value: JSONValue) -> String? {
        switch value.number {
        case .integer(let number)?: return "\(number)"
        case .number(let number)?:
            if number.isNaN { return "NaN" }
            guard number.isFinite else { return number < 0 ? "-Infinity" : "Infinity" }
            let shortest = "\(number)"
            guard shortest.contains("e") else { return shortest }
            // Beyond the range of decimal numbers, the exponent stays.
            let decimal = Decimal(string: shortest).map { "\($0)" } ?? shortest
            return decimal.utf8.count <= 64 ? decimal : shortest
        default: return nil
        }
    }
}
