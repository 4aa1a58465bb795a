public import DarkroomAPI

/// The latest cold starts of one service.
public struct ColdStartRecord: Hashable, Sendable {
    /// As many as their median is taken of.
    private static let most = 32

    private var durations: [Duration] = []

    /// None yet.
    public init() {}

    /// Takes note of one.
    public mutating func add(_ duration: Duration) {
        durations.append(max(.zero, duration))
        if durations.count > Self.most { durations.removeFirst() }
    }

    /// As the status has it; nil before the first.
    public var summary: InferenceColdStart? {
        guard let last = durations.last else { return nil }
        let median = durations.sorted()[(durations.count - 1) / 2]
        return InferenceColdStart(last: Self.seconds(last), p50: Self.seconds(median))
    }

    /// Seconds with three digits after the point.
    private static func seconds(_ duration: Duration) -> String {
        let milliseconds = Int64(duration / .milliseconds(1))
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }
}
