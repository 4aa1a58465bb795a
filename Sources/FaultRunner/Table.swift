import SystemPackage

/// Prints at once, also into a file that somebody follows.
func say(_ what: some CustomStringConvertible) {
    _ = try? FileDescriptor.standardOutput.writeAll("\(what)\n".utf8)
}

/// What came of the rows.
struct Table: CustomStringConvertible {
    enum Verdict: Sendable { case passed, failed, notReached }

    struct Line: Sendable, CustomStringConvertible {
        let row: Row
        var plans = 0
        var failures = 0
        var notReached = 0
        var seconds = 0

        var passed: Int { plans - failures - notReached }

        init(row: Row) { self.row = row }

        mutating func count(_ verdict: Verdict) {
            plans += 1
            if verdict == .failed { failures += 1 }
            if verdict == .notReached { notReached += 1 }
        }

        var description: String {
            [
                row.rawValue.padded(5), row.title.padded(34), "\(plans)".padded(-6), "\(failures)".padded(-9),
                "\(notReached)".padded(-12), "\(seconds)".padded(-8),
            ].joined()
        }
    }

    private var lines: [Line] = []

    /// Whether no plan failed, and every row has some that came to their place: without, it would show nothing.
    var isGood: Bool { lines.allSatisfy { $0.failures == 0 && $0.passed > 0 } }

    mutating func add(_ line: Line) { lines.append(line) }

    var description: String {
        let head = [
            "row".padded(5), "what goes wrong".padded(34), "plans".padded(-6), "failures".padded(-9),
            "not reached".padded(-12), "seconds".padded(-8),
        ].joined()
        let passed = lines.reduce(0) { $0 + $1.passed }
        let failed = lines.reduce(0) { $0 + $1.failures }
        let notReached = lines.reduce(0) { $0 + $1.notReached }
        let hollow = lines.filter { $0.passed == 0 }.map { "\($0.row.rawValue): nothing was tried" }
        let sum = "\(passed) passed, \(failed + hollow.count) failed, \(notReached) not reached"
        return (["", head] + lines.map(\.description) + hollow + ["", sum]).joined(separator: "\n")
    }
}

extension String {
    /// Filled with spaces to a width, on the right, or on the left where it is negative.
    fileprivate func padded(_ width: Int) -> String {
        let spaces = String(repeating: " ", count: max(0, abs(width) - count))
        return width < 0 ? spaces + self : self + spaces
    }
}
