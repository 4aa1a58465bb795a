import DarkroomAPI
import KubeCore

extension Condition {
    /// `Accepted=True`, or `Accepted=False` with the problems of the spec.
    static func accepted(_ problems: [SpecProblem] = []) -> Condition {
        guard let first = problems.first else {
            return Condition(type: ConditionType.accepted, status: .true, reason: "Accepted")
        }
        return .notAccepted(first.reason.rawValue, problems.summary())
    }
}
