import DarkroomAPI
import KubeCore

extension PodView {
    /// The status of the trainer's container; nil before the kubelet has reported it.
    var trainer: ContainerStatus? {
        status?.containerStatuses?.first { $0.name == TrainingRunManifest.containerName }
    }

    /// How the trainer ended; nil while it has not.
    var trainerEnd: ContainerStatus.Terminated? { trainer?.state?.terminated }

    /// What keeps this pod running although its trainer has ended; nil while the trainer has not, and once the pod has.
    func remainder(now: Timestamp) -> PodRemainder? {
        guard let end = trainerEnd, !isFinished else { return nil }
        let others = (status?.containerStatuses ?? []).filter { $0.state?.terminated == nil }
        guard !others.isEmpty else { return .ending }
        let left = end.finishedAt.flatMap { TimeLimit.remaining(PodRemainder.limit, after: $0, now: now) }
        return left.map(PodRemainder.otherContainers) ?? .outlived
    }
}

/// What keeps a pod running although its trainer has ended.
enum PodRemainder: Sendable, Hashable {
    /// Nothing: the kubelet is about to report the end of the pod, or ends the sidecars that it knows as such.
    case ending
    /// Other containers, which a webhook has added. They have this time to end: the Job then ends by itself, and its pod
    /// stays, and with it the log.
    case otherContainers(Duration)
    /// Other containers, for longer than that. They would hold the accelerator for ever.
    case outlived

    /// Seconds after the trainer's end in which other containers may end too.
    fileprivate static let limit = 10
}
