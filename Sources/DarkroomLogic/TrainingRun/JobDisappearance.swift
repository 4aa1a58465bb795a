import DarkroomAPI
import KubeCore

/// How the Job of the present attempt disappeared before the attempt's end was on record.
///
/// A Job that is missing says nothing about its end: a user may have deleted it midway, and then the attempt starts again; or
/// it had ended and was removed, by a policy or a janitor, and then its work must not be done a second time.
enum JobDisappearance: Hashable, Sendable {
    /// The operator saw that the Job had not ended, or the Job left a pod that has not ended, or a user wants the attempt to
    /// be repeated.
    case midway
    /// No replica of the operator was there to see whether the Job had ended.
    case unseen(ChildReference)

    /// Nil if the attempt has had no Job, as far as is known, or if the run itself gave the Job up.
    ///
    /// - Parameters:
    ///   - departed: Jobs that the operator saw disappear.
    ///   - recorded: Names of the Jobs of attempts that have ended.
    init?(
        of run: TrainingRun,
        departed: [JobView],
        pods: [PodView],
        recorded: Set<String>,
        specHash: String
    ) {
        let previous = run.status ?? TrainingRunStatus()
        // A Job made from an older spec is replaced, and one that a suspension holds has not ended.
        guard let job = previous.job, let uid = job.uid, !recorded.contains(job.name),
            previous.completionTime == nil, previous.specHash == specHash, previous.phase != .suspended
        else { return nil }
        let isWanted = run.metadata.annotations[DarkroomAnnotation.runID] == uid
        let wasSeen = departed.contains { $0.metadata.uid == uid }
        let hasPod = pods.contains { $0.metadata.controller?.uid == uid && !$0.isFinished }
        self = isWanted || wasSeen || hasPod ? .midway : .unseen(job)
    }
}
