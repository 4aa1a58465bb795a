import DarkroomAPI
import KubeCore

/// Whether a Job has ended and, if not, its activity.
enum JobState: Sendable {
    case active(JobActivity)
    case succeeded
    /// The Job controller's explanation.
    case failed(ObservedCondition)
}

extension JobView {
    /// The condition that says the Job has failed; nil unless it has.
    var failure: ObservedCondition? {
        guard let failed = status?.conditions?["Failed"], failed.isTrue else { return nil }
        return failed
    }

    /// Whether the Job controller is done with the Job.
    var isFinished: Bool { failure != nil || status?.conditions?["Complete"]?.isTrue ?? false }

    /// When the Job ended, as the Job controller says.
    var endTime: Timestamp? {
        let conditions = status?.conditions ?? []
        return status?.completionTime ?? conditions["Complete"]?.lastTransitionTime
            ?? conditions["Failed"]?.lastTransitionTime
    }
}

extension ObservedCondition {
    /// Whether a Job failed because it exceeded its `activeDeadlineSeconds`.
    var isDeadlineExceeded: Bool { reason == AttemptEnding.deadlineExceeded }
}
