import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A moment some seconds after another.
enum TimeLimit {
    /// Time left until `seconds` after `start`; nil once that moment has passed.
    static func remaining(_ seconds: Int, after start: Timestamp, now: Timestamp) -> Duration? {
        let left = start.date.timeIntervalSince1970 + Double(seconds) - now.date.timeIntervalSince1970
        guard left > 0 else { return nil }
        // Rounded up: waking a moment early would only lead to waking again. Bounded, for what a person may write.
        return .seconds(Int64(min(left.rounded(.up), 1_000_000_000)))
    }

    /// Whole seconds from `start` to `end`; 0 when `end` comes first.
    static func seconds(from start: Timestamp, to end: Timestamp) -> Int {
        let seconds = end.date.timeIntervalSince1970 - start.date.timeIntervalSince1970
        return Int(min(max(0, seconds), 1_000_000_000))
    }
}
