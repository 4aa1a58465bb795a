import DarkroomAPI
import KubeCore

extension ObservedTrainingJob {
    /// Why the attempt is ending or has ended, if that was neither the trainer's doing nor the run's, nor that of a client
    /// that suspended or deleted the Job.
    func disruption(of run: TrainingRun, _ attempts: TrainingAttempts, now: Timestamp) -> TrainingDisruption? {
        guard !isBeingDeleted, !view.isHeld, let start = view.status?.startTime else { return nil }
        switch state {
        case .interrupted:
            return nil
        case .failed(let condition) where condition.isDeadlineExceeded:
            return nil
        case .failed where hasFailedWithoutPod:
            guard timeForPodStatus(now: now) == nil else { return nil }
            return lostPod("the pod was deleted before its end was seen", attempts, at: view.endTime ?? now)
        case .succeeded, .failed:
            return toldToEnd(since: start, attempts, now: now)
        case .active:
            return toldToEnd(since: start, attempts, now: now) ?? replacedPod(of: run, since: start, attempts)
        }
    }

    private func toldToEnd(since start: Timestamp, _ attempts: TrainingAttempts, now: Timestamp) -> TrainingDisruption?
    {
        // A pod that the Job controller made in its place may have succeeded.
        guard !pods.contains(where: { $0.phase == .succeeded && PodDisruption($0) == nil }) else { return nil }
        for pod in pods {
            guard let cause = PodDisruption(pod), isOfPresentStart(pod, cause, start),
                !isDueToDeadline(cause, start, now)
            else { continue }
            return TrainingDisruption(
                attempt: attempts.number,
                reason: String(cause.reason.excerpt(120)),
                message: cause.message.excerpt(1000),
                time: cause.time ?? now,
                pod: pod.metadata.name,
                job: name,
                node: pod.nodeName,
                startTime: [pod].firstStart(ofContainer: TrainingRunManifest.containerName)
            )
        }
        return nil
    }

    /// Whether a pod was told to end since the Job started or was resumed. One from before a suspension had ended its work.
    ///
    /// The start is by the Job controller's clock and a pod's creation by the API server's: they may differ by a minute.
    private func isOfPresentStart(_ pod: PodView, _ cause: PodDisruption, _ start: Timestamp) -> Bool {
        let earliest = start.adding(seconds: -Self.clockDifference)
        return pod.metadata.creationTimestamp.map { $0 >= earliest } ?? true && cause.time.map { $0 >= start } ?? true
    }

    /// Whether the Job controller has deleted a pod because the Job's time is over, which it says on the Job afterwards.
    private func isDueToDeadline(_ cause: PodDisruption, _ start: Timestamp, _ now: Timestamp) -> Bool {
        guard cause.reason == PodDisruption.deleted, let seconds = view.spec?.activeDeadlineSeconds else {
            return false
        }
        // By two clocks of the control plane.
        return TimeLimit.remaining(seconds, after: start, now: (cause.time ?? now).adding(seconds: 2)) == nil
    }

    /// Older servers put another pod in the place of one that was deleted, with the same environment: it would begin where
    /// the first one began.
    private func replacedPod(
        of run: TrainingRun,
        since start: Timestamp,
        _ attempts: TrainingAttempts
    ) -> TrainingDisruption? {
        guard let pod = pods.first(where: { !$0.isFinished && !$0.metadata.isBeingDeleted }),
            let made = pod.metadata.creationTimestamp, made > start.adding(seconds: Self.clockDifference),
            let checkpoint = run.checkpointToResumeFrom,
            view.metadata.annotations[DarkroomAnnotation.resumeFrom] != checkpoint,
            let saved = run.trainerStatus.checkpoints?.latest?.time, saved < made
        else { return nil }
        let name = pod.metadata.name
        return lostPod(
            "the pod before \(name) was deleted, and \(name) began without its checkpoint",
            attempts,
            at: made
        )
    }

    /// A disruption that shows only by its consequences.
    private func lostPod(_ account: String, _ attempts: TrainingAttempts, at time: Timestamp) -> TrainingDisruption {
        TrainingDisruption(
            attempt: attempts.number,
            reason: PodDisruption.deleted,
            message: "\(PodDisruption.deleted): \(account)",
            time: time,
            job: name
        )
    }

    /// Seconds by which the clocks of the control plane's components may differ.
    private static let clockDifference = 60
}
