import DarkroomAPI
import KubeCore

/// What an observation of a TrainingRun amounts to; writes and status are both concluded from it.
struct TrainingRunSituation: Sendable {
    let run: TrainingRun
    let previous: TrainingRunStatus
    /// The run's Job, whatever its name: one made by an earlier release may have another.
    let job: JobView?
    let jobState: JobState?
    let ownJobs: [JobView]
    let pods: [PodView]
    let problems: [SpecProblem]
    /// Why the Job cannot be created or changed, if so.
    let refusal: ChildRefusal?
    /// Hash of the spec as it is now.
    let specHash: String
    /// When a container of the run first started; the spec is fixed from then on.
    let startTime: Timestamp?
    let manifest: ChildManifest
    let now: Timestamp

    init(_ observation: TrainingRunObservation) {
        run = observation.run
        previous = run.status ?? TrainingRunStatus()
        manifest = TrainingRunManifest.job(for: run, observation.configuration)
        let jobs = ChildSet(observation.jobs, ownerUID: run.metadata.uid, refusals: observation.refusals)
        ownJobs = jobs.own
        job = jobs.named(manifest.key.name) ?? jobs.own.first
        jobState = job.map { JobState($0, pods: observation.pods) }
        pods = observation.pods
        problems = TrainingRunRules.problems(run, observation.configuration)
        refusal = job == nil ? jobs.refusal(manifest.key) : jobs.refusedChange
        specHash = TrainingRunIdentity.specHash(of: run.spec)
        now = observation.now
        startTime = previous.startTime ?? Self.start(of: job, pods: pods)
    }

    private static func start(of job: JobView?, pods: [PodView]) -> Timestamp? {
        if let start = pods.firstStart(ofContainer: TrainingRunManifest.containerName) { return start }
        // The pods may be gone already, but pods that ended must have started.
        let hasEndedPods = (job?.status?.succeeded ?? 0) > 0 || (job?.status?.failed ?? 0) > 0
        return hasEndedPods ? job?.status?.startTime : nil
    }
}

extension TrainingRunSituation {
    /// Whether the run's end is on record. Only this makes an end final: whatever happens to the Job afterwards,
    /// nothing runs again.
    var isFinished: Bool { previous.completionTime != nil }

    /// Whether `cancel` ends the run. One that has ended already stays as it is; one whose Job the API server does
    /// not let go of has not ended.
    var isCancelled: Bool {
        run.spec.cancel && !(jobState?.isFinished ?? false) && (job == nil || refusal == nil)
    }

    /// Hash of the spec that the run was started with; nil before the first start.
    private var madeFrom: String? {
        job?.specHash ?? (startTime == nil && !isFinished ? nil : previous.specHash)
    }

    /// Whether the spec has changed since the Job was made.
    var isChanged: Bool { madeFrom.map { $0 != specHash } ?? false }

    /// Whether the spec was changed when it could not be any more.
    var isChangedTooLate: Bool { isChanged && (startTime != nil || isFinished) }

    /// Whether the Job was made from an older spec and can be replaced, because nothing of it has run yet.
    var isOutdated: Bool { isChanged && !isChangedTooLate }

    /// Whether the spec is what the existing Job was made from: then it was accepted, whatever the rules say today.
    var isSettledSpec: Bool { (job != nil || isFinished) && madeFrom == specHash }

    /// Whether there is to be a Job but none.
    var needsJob: Bool {
        job == nil && !isFinished && !run.spec.cancel && !run.spec.suspend && !isChangedTooLate
            && problems.isEmpty
    }
}
