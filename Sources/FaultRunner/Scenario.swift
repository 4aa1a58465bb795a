import FaultInjection

/// One scenario of `docs/faults.md`: which faults are injected where.
enum Scenario: String, CaseIterable, Sendable {
    case killed = "R1"
    case replyLost = "R2"
    case neverSent = "R3"
    case stale = "R4"
    case hidden = "R5"
    case expired = "R6"
    case conflict = "R7"
    case serverErrors = "R8"
    case silence = "R9"
    case credentials = "R10"
    case election = "R11"
    case malformed = "R12"
    case fields = "R13"
    case settled = "R14"

    /// What goes wrong, for the table.
    var title: String {
        switch self {
        case .killed: "killed after a write took effect"
        case .replyLost: "a write's reply lost"
        case .neverSent: "a write never sent"
        case .stale: "restarted with stale caches"
        case .hidden: "events hidden"
        case .expired: "410 in its three forms"
        case .conflict: "409, once or forever"
        case .serverErrors: "429 and 5xx"
        case .silence: "dead connections"
        case .credentials: "credentials rotated"
        case .election: "two replicas"
        case .malformed: "malformed objects"
        case .fields: "every field of the CRDs"
        case .settled: "settled resources"
        }
    }

    /// How long a step may take; generous, because it only matters when something is wrong.
    var timeout: Duration {
        switch self {
        case .conflict: .seconds(90)
        case .silence: .seconds(90)
        default: .seconds(60)
        }
    }

    /// Whether none of its faults is tied to a request or an event of a recorded run.
    var isExperiment: Bool { [.election, .fields, .settled].contains(self) }

    /// Whether its runs mostly wait, so that many can run at once.
    var isIdle: Bool {
        switch self {
        case .conflict, .serverErrors, .silence, .credentials, .election, .malformed: true
        default: false
        }
    }
}
