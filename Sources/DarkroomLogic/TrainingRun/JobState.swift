import DarkroomAPI
import KubeCore

/// Whether a Job has ended and, if not, its activity.
enum JobState: Sendable {
    case active(JobActivity)
    case succeeded
    /// The Job controller's explanation.
    case failed(ObservedCondition)
    /// The Job has ended because it was suspended or deleted: that told its pod to end, and how the pod ended says nothing
    /// about the training.
    case interrupted
}

extension JobView {
    /// The condition that says the Job has failed; nil unless it has.
    var failure: ObservedCondition? {
        guard let failed = status?.conditions?["Failed"], failed.isTrue else { return nil }
        return failed
    }

    /// Whether the Job controller is done with the Job.
    var isFinished: Bool { failure != nil || status?.conditions?["Complete"]?.isTrue ?? false }

    /// Whether the Job has ended because it was suspended or deleted. The Job controller counts the pods that it ends then
    /// like any others on some servers.
    ///
    /// - Parameter pods: The Job's pods.
    func isInterrupted(_ pods: [PodView]) -> Bool {
        guard isFinished, failure?.isDeadlineExceeded != true else { return false }
        if metadata.isBeingDeleted || isHeld, pods.contains(where: { PodDisruption($0) != nil }) {
            return true
        }
        // The Job controller sets the condition on a Job that is not complete only, and lets it stand afterwards.
        let isSuspended = status?.conditions?["Suspended"]?.isTrue == true
        return isSuspended && !pods.contains { $0.trainerEnd != nil && PodDisruption($0) == nil }
    }

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
