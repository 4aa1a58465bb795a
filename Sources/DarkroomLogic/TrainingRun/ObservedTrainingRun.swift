import DarkroomAPI
import KubeCore

/// Everything that is known about a TrainingRun at one moment.
///
/// It only describes the objects. ``TrainingRunStage`` alone decides the stage of the run.
struct ObservedTrainingRun: Sendable {
    let run: TrainingRun
    /// The status that was last written.
    let previous: TrainingRunStatus
    /// Attempts on record, and what follows for the present one.
    let attempts: TrainingAttempts
    /// Job of the present attempt, with any name: an earlier release may have named it differently.
    let job: ObservedTrainingJob?
    /// How the Job of the present attempt disappeared; nil if it is there or has not been.
    let disappearance: JobDisappearance?
    /// The present attempt, if something other than the run told its pod to end.
    let disrupted: DisruptedAttempt?
    /// How the present attempt has ended; nil while it continues, and between attempts.
    let ending: AttemptEnding?
    /// Name for the Job of the present attempt, even if the Job does not exist.
    let jobName: String
    /// Jobs of all attempts.
    let ownJobs: [JobView]
    /// Pods of all attempts.
    let pods: [PodView]
    /// Why the API server does not let a Job be created, changed or deleted.
    ///
    /// It is independent of the stage: a run whose Job cannot be suspended keeps running, and says both.
    let rejection: ChildRejection?
    /// What keeps the Job controller from creating the pod, as far as it is known; it says nothing once there is a pod.
    let podCreationFailure: PodDiagnosis?
    /// Hash of the current spec.
    let specHash: String
    /// When a container of the run first started; the spec is fixed from then on.
    let startTime: Timestamp?
    /// Address of the cluster's own tracking server.
    let mlflowTrackingURI: String?
    let now: Timestamp

    private let problems: [SpecProblem]

    init(_ observation: TrainingRunObservation) {
        run = observation.run
        previous = run.status ?? TrainingRunStatus()
        pods = observation.pods
        now = observation.now
        mlflowTrackingURI = observation.configuration.training.mlflowTrackingURI
        specHash = TrainingRunIdentity.specHash(of: run.spec)
        problems = TrainingRunRules.problems(run, observation.configuration)

        let containerStart =
            previous.startTime ?? pods.firstStart(ofContainer: TrainingRunManifest.containerName)
        // Attempts of another spec that never ran say nothing about this one.
        let isOfOtherSpec = containerStart == nil && previous.specHash != specHash
        attempts = TrainingAttempts(isOfOtherSpec ? [] : previous.history, of: run.spec)
        jobName = TrainingRunIdentity.jobName(of: run.metadata, attempt: attempts.number)

        let jobs = ChildSet(observation.jobs, ownerUID: run.metadata.uid, rejections: observation.rejections)
        ownJobs = jobs.own
        let onRecord = Set(attempts.history.compactMap(\.job))
        let departed = observation.departed.filter { [uid = run.metadata.uid] job in
            job.metadata.controller?.uid == uid && !onRecord.contains(job.metadata.name)
        }
        // A Job that was seen to end and then disappeared counts as if it were still there, until its end is on record.
        let present =
            jobs.named(jobName) ?? jobs.own.first { !onRecord.contains($0.metadata.name) }
            ?? departed.last { [jobName, specHash, job = previous.job] seen in
                let isUnrecorded = job?.name != jobName && seen.metadata.name == jobName && seen.specHash == specHash
                return seen.isFinished && (isUnrecorded || seen.metadata.uid == job?.uid)
            }
        job = present.map { [run, pods, attempts, now] in
            ObservedTrainingJob($0, pods: pods, of: run, attempts, now: now)
        }
        // A Job that has only lost its owner references, which a restore from a backup takes away, has not disappeared.
        let isNameTaken = observation.jobs.contains { [uid = run.metadata.uid, job = previous.job] other in
            other.metadata.name == job?.name && other.metadata.controller?.uid != uid
        }
        disappearance =
            present == nil && !isNameTaken
            ? JobDisappearance(of: run, departed: departed, pods: pods, recorded: onRecord, specHash: specHash)
            : nil
        disrupted = DisruptedAttempt(
            job,
            recorded: isOfOtherSpec ? nil : previous.disruption,
            pods: pods,
            of: run,
            attempts,
            now: now
        )
        if let disrupted {
            ending = AttemptEnding(disrupted, of: run, previous: previous, attempts, now: now)
        } else if let job {
            ending = AttemptEnding(job, of: run, attempts, now: now)
        } else {
            ending = AttemptEnding(withoutJob: previous, pods: pods, of: run, attempts, now: now)
        }
        let creation = present == nil ? Self.rejectedCreation(observation, jobs, jobName: jobName) : nil
        rejection = creation ?? jobs.rejectedChange
        podCreationFailure = observation.event.flatMap { event in
            event.subjectUID == present?.metadata.uid ? PodDiagnosis(podCreationFailure: event.message) : nil
        }
        startTime = containerStart ?? present?.startOfEndedPods
    }

    private static func rejectedCreation(
        _ observation: TrainingRunObservation,
        _ jobs: ChildSet<JobView>,
        jobName: String
    ) -> ChildRejection? {
        let namespace = observation.run.metadata.namespace
        if let rejection = jobs.rejection(ObjectKey(namespace: namespace, name: jobName)) { return rejection }
        let secret = ObjectKey(namespace: namespace, name: TrainingCallbacks.secretName(ofJob: jobName))
        return observation.rejections.first { $0.resource == SecretApply.resource && $0.key == secret }
    }
}

extension JobView {
    /// When the Job started, if pods of it have ended: they may be deleted already, but must have started.
    fileprivate var startOfEndedPods: Timestamp? {
        let hasEndedPods = (status?.succeeded ?? 0) > 0 || (status?.failed ?? 0) > 0
        return hasEndedPods ? status?.startTime : nil
    }
}

extension ObservedTrainingRun {
    /// Whether the run's end is on record. Only this makes an end final: nothing runs again, even if the Job changes
    /// afterwards.
    var isFinished: Bool { previous.completionTime != nil }

    /// Whether the current spec can be carried out.
    var acceptance: SpecAcceptance {
        let hasStarted = startTime != nil || isFinished
        let madeFrom = job?.view.specHash ?? (hasStarted ? previous.specHash : nil)
        if hasStarted, let madeFrom, madeFrom != specHash { return .changedTooLate }
        // The spec of an existing Job was accepted, even if today's rules reject it.
        let isSettled = (job != nil || isFinished) && madeFrom == specHash
        return isSettled || problems.isEmpty ? .accepted : .invalid(problems)
    }

    /// Whether Jobs from an older spec exist that can be replaced, because none of their pods has run yet.
    var hasOutdatedJobs: Bool {
        startTime == nil && !isFinished
            && ownJobs.contains { $0.specHash.map { $0 != specHash } ?? false }
    }

    /// Jobs of recorded attempts that were abandoned and have not ended.
    var leftoverJobs: [JobView] {
        ownJobs.filter { $0.metadata.uid != job?.view.metadata.uid && !$0.isFinished }
    }

    /// A pod of an earlier attempt that may still be running: two trainers would write the same checkpoints. A pod whose
    /// deletion is overdue is on a node that does not answer, and is not waited for.
    var lingeringPod: PodView? {
        pods.first { $0.metadata.controller?.uid != job?.view.metadata.uid && $0.isStillThere(now: now) }
    }

    /// Whether the API server rejects the suspension or the deletion of an existing Job, which therefore continues.
    var isJobKeptByServer: Bool { rejection != nil && (job != nil || !leftoverJobs.isEmpty) }
}

extension PodView {
    /// Whether a pod of a Job may still be running. One whose deletion is overdue is on a node that does not answer.
    func isStillThere(now: Timestamp) -> Bool {
        guard metadata.controller != nil, !isFinished else { return false }
        return !metadata.isBeingDeleted || timeUntilGivenUp(now: now) != nil
    }
}
