internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeCore

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Metrics as decimal strings: a status holds no floating-point numbers, which other programs would write differently.
enum MetricText {
    /// The numbers of a JSON object, up to the greatest number of metrics; everything else is left out.
    static func metrics(_ value: JSONValue?) -> [String: String] {
        let texts = (value?.objectValue ?? [:]).sorted { $0.key < $1.key }.compactMap { name, value in
            text(value).map { (name.excerpt(TrainerStatus.maxMetricName - 1), $0) }
        }
        return Dictionary(
            texts.prefix(TrainerStatus.maxMetrics).map { ($0.0, $0.1) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// A number in decimal notation; nil for any other value.
    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .integer(let number): return "\(number)"
        case .number(let number):
            guard number.isFinite else { return nil }
            let shortest = "\(number)"
            guard shortest.contains("e") else { return shortest }
            // Beyond the range of decimal numbers, the exponent stays.
            let decimal = Decimal(string: shortest).map { "\($0)" } ?? shortest
            return decimal.utf8.count <= 64 ? decimal : shortest
        default: return nil
        }
    }
}
