import DarkroomAPI
import KubeCore

/// Where a Job and its pods are, in one word.
enum JobState: Sendable {
    /// Created, but held back by somebody, such as Kueue.
    case heldBack
    /// Without a pod.
    case withoutPod
    /// With pods that have ended, or are told to; what that means for the Job is not known yet.
    case podEnded
    /// With a pod that waits for its node or its container.
    case waiting(PodView)
    /// With a pod whose container runs.
    case running(PodView)
    /// Ended well.
    case succeeded
    /// Ended badly, with the Job controller's own account.
    case failed(ObservedCondition)

    init(_ job: JobView, pods: [PodView]) {
        let conditions = job.status?.conditions ?? []
        if let failed = conditions["Failed"], failed.isTrue {
            self = .failed(failed)
        } else if job.isFinished {
            self = .succeeded
        } else if let pod = pods.newestFirst.first(where: { !$0.isFinished && !$0.metadata.isBeingDeleted }) {
            self = pod.phase == .running || pod.phase == .unknown ? .running(pod) : .waiting(pod)
        } else if job.spec?.suspend == true {
            self = .heldBack
        } else {
            self = pods.isEmpty ? .withoutPod : .podEnded
        }
    }

    var isFinished: Bool {
        switch self {
        case .succeeded, .failed: true
        case .heldBack, .withoutPod, .podEnded, .waiting, .running: false
        }
    }
}

extension JobView {
    /// Whether the Job controller is done with the Job.
    var isFinished: Bool {
        let conditions = status?.conditions ?? []
        return conditions["Complete"]?.isTrue ?? false || conditions["Failed"]?.isTrue ?? false
    }

    /// When the Job ended, as the Job controller says.
    var endTime: Timestamp? {
        let conditions = status?.conditions ?? []
        return status?.completionTime ?? conditions["Complete"]?.lastTransitionTime
            ?? conditions["Failed"]?.lastTransitionTime
    }
}

extension [PodView] {
    /// Those that a Job made. A pod of an attempt before may still be on its way out.
    func made(by job: JobView) -> [PodView] { filter { $0.metadata.controller?.uid == job.metadata.uid } }

    /// When the first container of the first of these pods started; nil while none has.
    ///
    /// - Parameter container: Name of the container meant.
    func firstStart(ofContainer container: String) -> Timestamp? {
        flatMap { $0.status?.containerStatuses ?? [] }
            .filter { $0.name == container }
            .flatMap { [$0.state, $0.lastState] }
            .compactMap { $0?.running?.startedAt ?? $0?.terminated?.startedAt }
            .min()
    }
}
