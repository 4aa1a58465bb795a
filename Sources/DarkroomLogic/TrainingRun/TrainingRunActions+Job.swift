import DarkroomAPI
import KubeCore

extension TrainingRunActions {
    /// Suspends a Job, without its deadline: after a resumption the Job controller would count the wait for a node, as the
    /// first time.
    ///
    /// The Job is deleted, to be created again later, where a suspension would not last: on servers that drop `suspend`,
    /// and where Kueue decides about the field and would resume an admitted Job.
    func suspension(of job: ObservedTrainingJob) -> [ChildWrite] {
        if job.isBeingDeleted || job.isFinished { return [] }
        // Nothing resumes a Job that has ended.
        if case .interrupted = job.state { return [job.view.deletionUnlessChanged].compactMap(\.self) }
        switch (job.view.spec?.suspend, job.isSuspendedByRun) {
        case (true, true):
            return []
        case (false, false) where observed.run.spec.queueName == nil:
            return [
                job.view.patch(
                    [
                        "metadata": ["annotations": [DarkroomAnnotation.suspended: "true"]],
                        "spec": ["suspend": true, "activeDeadlineSeconds": nil],
                    ]
                )
            ]
        case (true, false), (false, true), (false, false), (nil, _):
            return [job.view.deletionUnlessChanged].compactMap(\.self)
        }
    }

    /// Resumes a Job that the run itself has suspended, and no other.
    ///
    /// One that has to be replaced is deleted instead, once that is on record.
    func resumption(of job: ObservedTrainingJob) -> [ChildWrite] {
        // Kubernetes does not wait for a terminating pod before it starts the next one.
        guard job.endingPod == nil else { return [] }
        if observed.isReplacedOnResumption(job) {
            return observed.isJobGivenUpOnRecord ? [job.view.deletionUnlessChanged].compactMap(\.self) : []
        }
        guard job.isSuspendedByRun else { return [] }
        return [
            job.view.patch(
                [
                    "metadata": ["annotations": [DarkroomAnnotation.suspended: nil]],
                    "spec": ["suspend": false],
                ]
            )
        ]
    }

    /// Sets the Job's deadline once its container runs, and removes that of a suspended Job, whose wait for a node begins
    /// again.
    ///
    /// The Job controller counts from the Job's own start, so the time that the pod waited for a node and an image is
    /// added; what earlier attempts have used is subtracted. The limit is that of the Job's original spec: the spec may
    /// have changed too late.
    func deadline(of job: ObservedTrainingJob) -> [ChildWrite] {
        let recorded = job.view.metadata.annotations[DarkroomAnnotation.runSeconds].flatMap { Int($0) }
        let present = observed.acceptance == .changedTooLate ? nil : observed.run.spec.timeouts.runSeconds
        guard let limit = recorded ?? present, limit > 0 else { return [] }
        if job.view.spec?.suspend == true {
            let hasDeadline = job.view.spec?.activeDeadlineSeconds != nil
            return hasDeadline ? [job.view.patch(["spec": ["activeDeadlineSeconds": nil]])] : []
        }
        guard job.view.spec?.activeDeadlineSeconds == nil, case .active(.running(let pod, _)) = job.state,
            let jobStart = job.view.status?.startTime,
            let start = [pod].firstStart(ofContainer: TrainingRunManifest.containerName)
        else { return [] }
        let left = max(1, limit - observed.attempts.secondsRun)
        let (seconds, overflow) = left.addingReportingOverflow(TimeLimit.seconds(from: jobStart, to: start))
        guard !overflow else { return [] }
        return [job.view.patch(["spec": ["activeDeadlineSeconds": .integer(Int64(seconds))]])]
    }
}
