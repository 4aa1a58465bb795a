public import DarkroomAPI

/// The latest cold starts of one service.
public struct ColdStartRecord: Hashable, Sendable {
    /// The median is taken over this many.
    private static let maximum = 32

    private var durations: [Duration] = []

    /// Starts without any.
    public init() {}

    /// Records one.
    public mutating func add(_ duration: Duration) {
        durations.append(max(.zero, duration))
        if durations.count > Self.maximum { durations.removeFirst() }
    }

    /// The form of the status; nil before the first cold start.
    public var summary: InferenceColdStart? {
        guard let last = durations.last else { return nil }
        let median = durations.sorted()[(durations.count - 1) / 2]
        return InferenceColdStart(last: Self.seconds(last), p50: Self.seconds(median))
    }

    /// Seconds with three decimal places.
    private static func seconds(_ duration: Duration) -> String {
        let milliseconds = Int64(duration / .milliseconds(1))
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }
}
