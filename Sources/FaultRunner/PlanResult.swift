/// The result of one plan.
struct PlanResult: Sendable {
    enum Verdict: Sendable {
        case passed
        case failed(String)
        /// The run never reached the point at which the fault was planned, so it shows nothing.
        case notReached
    }

    let name: String
    let verdict: Verdict

    init(_ name: String, _ verdict: Verdict) {
        self.name = name
        self.verdict = verdict
    }
}

extension PlanResult {
    /// A test case of an xunit file.
    func xunit(in scenario: Scenario) -> String {
        let start = "<testcase classname=\"\(scenario.rawValue)\" name=\"\(Self.escaped(name))\""
        return switch verdict {
        case .passed: start + "/>"
        case .notReached: start + "><skipped>the run did not reach its point</skipped></testcase>"
        case .failed(let reason): start + "><failure>\(Self.escaped(reason))</failure></testcase>"
        }
    }

    /// Text for an element or attribute; characters that XML cannot have are replaced.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"...:
                escaped.unicodeScalars.append(scalar)
            default: escaped += "\u{FFFD}"
            }
        }
    }
}
