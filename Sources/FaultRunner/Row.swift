import FaultInjection

/// A row of the matrix: what is tried at which places.
enum Row: String, CaseIterable, Sendable {
    case R1, R2, R3, R4, R5, R6, R7, R8, R9, R10, R11, R12, R13, R14

    /// What goes wrong, for the table.
    var title: String {
        switch self {
        case .R1: "killed after a write took effect"
        case .R2: "a write's reply lost"
        case .R3: "a write never sent"
        case .R4: "restarted into the past"
        case .R5: "events never seen"
        case .R6: "410 in its three forms"
        case .R7: "409, once to for ever"
        case .R8: "429 and 5xx"
        case .R9: "dead connections"
        case .R10: "credentials change"
        case .R11: "two replicas"
        case .R12: "odd objects"
        case .R13: "every field of the CRDs"
        case .R14: "settled resources"
        }
    }

    /// How long a step may take before it counts as stuck.
    var patience: Duration {
        switch self {
        case .R7: .seconds(45)
        case .R9: .seconds(90)
        default: .seconds(30)
        }
    }

    /// Whether its fault is no request's or event's of a recorded run.
    var isExperiment: Bool { [.R11, .R13, .R14].contains(self) }

    /// Whether most of its time is waiting, so that many can run at once.
    var isIdle: Bool {
        switch self {
        case .R7, .R8, .R9, .R10, .R11, .R12: true
        default: false
        }
    }
}
