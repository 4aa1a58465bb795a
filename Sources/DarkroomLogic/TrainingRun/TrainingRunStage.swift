import DarkroomAPI
import KubeCore

/// The stage of a TrainingRun: the only decision that the planner makes about it.
///
/// Actions on Jobs, phase, conditions and the next look at the run are exhaustive switches over it, so that the compiler
/// names every place that a new case concerns. Two things are independent of it and stand beside it in
/// ``ObservedTrainingRun``: a rejection by the API server, and Jobs of earlier attempts that have yet to be deleted.
enum TrainingRunStage: Sendable {
    /// The run's end is on record.
    case finished(JobRetention)
    /// `spec.cancel` ends the run, which is not on record yet.
    case cancelled
    /// The present attempt has ended, which is not on record yet.
    case attemptEnded(AttemptEnding)
    /// Something other than the run told the pod of the present attempt to end, and the pod may still save its work.
    case disrupted(DisruptedAttempt, endingPod: PodView)

    /// The Job is gone, and the spec has changed since the run started.
    case specChangedTooLate
    /// The spec cannot be carried out.
    case invalidSpec([SpecProblem])
    /// `spec.suspend` holds the run.
    ///
    /// The Job, if there is one, may still be active until its pods have ended.
    case suspended(ObservedTrainingJob?)

    /// The spec has changed before anything ran, and the Jobs made from the older one are being deleted.
    case replacingJobs
    /// A Job of an earlier attempt is being deleted.
    case awaitingOldJob(JobView)
    /// A pod of an earlier attempt is terminating.
    case awaitingOldPod(PodView)
    /// The last attempt has failed, and the next one begins after a pause.
    case backingOff(Duration)
    /// The next Job cannot be created.
    case jobRejected(ChildRejection)
    /// The next Job is created now.
    case creatingJob

    /// The Job is being deleted, and another one follows.
    case deletingJob(ObservedTrainingJob)
    /// The Job has ended because a queue or another controller suspended it, and another one has to follow.
    case jobInterrupted(ObservedTrainingJob)
    /// The Job has ended, and the status of its pod is awaited.
    case awaitingPodStatus(ObservedTrainingJob)
    /// The Job has not ended.
    case active(ObservedTrainingJob, JobActivity)
}

extension TrainingRunStage {
    init(_ observed: ObservedTrainingRun) {
        let spec = observed.run.spec
        // A Job whose deletion the API server rejects continues, regardless of the spec.
        let isKept = observed.isJobKeptByServer
        if let end = observed.previous.completionTime {
            self = .finished(JobRetention(spec.ttlSecondsAfterFinished, after: end, now: observed.now))
        } else if spec.cancel, !isKept, observed.job?.isFinished != true {
            self = .cancelled
        } else if let ending = observed.ending, !observed.hasOutdatedJobs {
            self = .attemptEnded(ending)
        } else if let disrupted = observed.disrupted, let pod = disrupted.endingPod, !observed.hasOutdatedJobs {
            self = .disrupted(disrupted, endingPod: pod)
        } else if case .changedTooLate = observed.acceptance, observed.job == nil {
            self = .specChangedTooLate
        } else if case .invalid(let problems) = observed.acceptance {
            self = .invalidSpec(problems)
        } else if spec.suspend, !isKept {
            self = .suspended(observed.hasOutdatedJobs ? nil : observed.job)
        } else if observed.hasOutdatedJobs {
            self = .replacingJobs
        } else if let job = observed.job {
            self.init(job)
        } else {
            self.init(withoutJob: observed)
        }
    }

    private init(_ job: ObservedTrainingJob) {
        if job.isBeingDeleted {
            self = .deletingJob(job)
            return
        }
        switch job.state {
        case .active(let activity): self = .active(job, activity)
        case .interrupted: self = .jobInterrupted(job)
        case .succeeded, .failed: self = .awaitingPodStatus(job)
        }
    }

    private init(withoutJob observed: ObservedTrainingRun) {
        if let job = observed.leftoverJobs.first {
            self = .awaitingOldJob(job)
        } else if let pod = observed.lingeringPod {
            self = .awaitingOldPod(pod)
        } else if let pause = observed.attempts.pause(now: observed.now) {
            self = .backingOff(pause)
        } else if let rejection = observed.rejection {
            self = .jobRejected(rejection)
        } else {
            self = .creatingJob
        }
    }
}
