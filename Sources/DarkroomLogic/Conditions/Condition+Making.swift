import DarkroomAPI
import KubeCore

extension Condition {
    /// `Accepted=False`.
    static func notAccepted(_ reason: String, _ message: String) -> Condition {
        Condition(type: ConditionType.accepted, status: .false, reason: reason, message: message)
    }

    /// A condition of a run or service.
    static func of(_ type: String, _ status: Status, _ reason: String, _ message: String? = nil) -> Condition {
        Condition(type: type, status: status, reason: reason, message: message ?? "")
    }

    /// A condition with the reason and the message of a phase.
    static func of<Phase>(_ type: String, _ status: Status, _ summary: PhaseSummary<Phase>) -> Condition {
        .of(type, status, summary.reason, summary.message)
    }
}
