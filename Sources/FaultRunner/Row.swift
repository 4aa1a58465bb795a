import FaultInjection

/// A row of the matrix: what is tried at which places.
enum Row: String, CaseIterable, Sendable {
    case killed = "R1"
    case replyLost = "R2"
    case neverSent = "R3"
    case stale = "R4"
    case hidden = "R5"
    case expired = "R6"
    case conflict = "R7"
    case trouble = "R8"
    case silence = "R9"
    case credentials = "R10"
    case election = "R11"
    case oddities = "R12"
    case fields = "R13"
    case settled = "R14"

    /// What goes wrong, for the table.
    var title: String {
        switch self {
        case .killed: "killed after a write took effect"
        case .replyLost: "a write's reply lost"
        case .neverSent: "a write never sent"
        case .stale: "restarted into the past"
        case .hidden: "events never seen"
        case .expired: "410 in its three forms"
        case .conflict: "409, once to for ever"
        case .trouble: "429 and 5xx"
        case .silence: "dead connections"
        case .credentials: "credentials change"
        case .election: "two replicas"
        case .oddities: "odd objects"
        case .fields: "every field of the CRDs"
        case .settled: "settled resources"
        }
    }

    /// How long a step may take before it counts as stuck; generous, because it only matters when something is wrong.
    var patience: Duration {
        switch self {
        case .conflict: .seconds(90)
        case .silence: .seconds(90)
        default: .seconds(60)
        }
    }

    /// Whether its fault is no request's or event's of a recorded run.
    var isExperiment: Bool { [.election, .fields, .settled].contains(self) }

    /// Whether most of its time is waiting, so that many can run at once.
    var isIdle: Bool {
        switch self {
        case .conflict, .trouble, .silence, .credentials, .election, .oddities: true
        default: false
        }
    }
}
