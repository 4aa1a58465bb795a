/// Resident memory over time, and its slope.
struct MemoryTrend: CustomStringConvertible {
    private var samples: [(seconds: Double, kilobytes: Double)] = []

    mutating func add(_ kilobytes: Int, after time: Duration) {
        samples.append((time / .seconds(1), Double(kilobytes)))
    }

    /// Slope of the best-fitting line over the second half: in the first half, memory grows to its working size.
    var kilobytesPerHour: Double {
        let late = samples.suffix(samples.count - samples.count / 2)
        guard late.count > 1 else { return 0 }
        let time = late.reduce(0) { $0 + $1.seconds } / Double(late.count)
        let memory = late.reduce(0) { $0 + $1.kilobytes } / Double(late.count)
        let common = late.reduce(0) { $0 + ($1.seconds - time) * ($1.kilobytes - memory) }
        let spread = late.reduce(0) { $0 + ($1.seconds - time) * ($1.seconds - time) }
        return spread > 0 ? common / spread * 3600 : 0
    }

    var description: String {
        guard let first = samples.first, let last = samples.last else { return "not measured" }
        let greatest = samples.map(\.kilobytes).max() ?? 0
        return
            "\(Int(first.kilobytes)) kB at the start, \(Int(last.kilobytes)) kB at the end, \(Int(greatest)) kB at most, "
            + "slope of the second half \(Int(kilobytesPerHour.rounded())) kB/h"
    }
}
