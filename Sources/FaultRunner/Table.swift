import SystemPackage

/// Prints without buffering, so that a log can be followed.
func say(_ what: some CustomStringConvertible) {
    _ = try? FileDescriptor.standardOutput.writeAll("\(what)\n".utf8)
}

/// The results of all scenarios.
struct Table: CustomStringConvertible {
    struct Line: Sendable, CustomStringConvertible {
        let scenario: Scenario
        var results: [PlanResult] = []
        var seconds = 0

        var passed: Int {
            results.count { if case .passed = $0.verdict { true } else { false } }
        }
        var failures: Int {
            results.count { if case .failed = $0.verdict { true } else { false } }
        }
        var notReached: Int { results.count - passed - failures }

        init(scenario: Scenario) { self.scenario = scenario }

        var description: String {
            [
                scenario.rawValue.padded(5), scenario.title.padded(34), "\(results.count)".padded(-6),
                "\(failures)".padded(-9), "\(notReached)".padded(-12), "\(seconds)".padded(-8),
            ].joined()
        }
    }

    private var lines: [Line] = []

    /// Whether no plan failed, and in every scenario some plan reached its point: otherwise the scenario shows nothing.
    var isGood: Bool { lines.allSatisfy { $0.failures == 0 && $0.passed > 0 } }

    mutating func add(_ line: Line) {
        var line = line
        if line.passed == 0, line.failures == 0 {
            line.results.append(PlanResult("\(line.scenario.rawValue)", .failed("no plan reached its point")))
        }
        lines.append(line)
    }

    var description: String {
        let head = [
            "".padded(5), "scenario".padded(34), "plans".padded(-6), "failures".padded(-9),
            "not reached".padded(-12), "seconds".padded(-8),
        ].joined()
        let passed = lines.reduce(0) { $0 + $1.passed }
        let failed = lines.reduce(0) { $0 + $1.failures }
        let notReached = lines.reduce(0) { $0 + $1.notReached }
        let sum = "\(passed) passed, \(failed) failed, \(notReached) not reached"
        return (["", head] + lines.map(\.description) + ["", sum]).joined(separator: "\n")
    }

    /// The same as an xunit file.
    var xunit: String {
        let cases = lines.flatMap { line in line.results.map { $0.xunit(in: line.scenario) } }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="faults">
            \(cases.joined(separator: "\n"))
            </testsuite>

            """
    }
}

extension String {
    /// Padded with spaces to a width: on the right, or on the left when the width is negative.
    fileprivate func padded(_ width: Int) -> String {
        let spaces = String(repeating: " ", count: max(0, abs(width) - count))
        return width < 0 ? spaces + self : self + spaces
    }
}
