import DarkroomAPI
import KubeCore

/// What an observation of a TrainingRun amounts to; writes and status are both concluded from it.
struct TrainingRunSituation: Sendable {
    let run: TrainingRun
    let previous: TrainingRunStatus
    /// Where the run is in its row of attempts.
    let attempts: TrainingAttempts
    /// Job of the present attempt, whatever its name: one made by an earlier release may have another.
    let job: JobView?
    let jobState: JobState?
    /// How the present attempt has ended; nil while it goes on, and between attempts.
    let ending: AttemptEnding?
    /// Jobs of all attempts.
    let ownJobs: [JobView]
    /// Pods of all attempts.
    let pods: [PodView]
    let problems: [SpecProblem]
    /// Why a Job cannot be created, changed or removed, if so.
    let refusal: ChildRejection?
    /// Hash of the spec as it is now.
    let specHash: String
    /// When a container of the run first started; the spec is fixed from then on.
    let startTime: Timestamp?
    let manifest: ChildManifest
    /// Secret with the token of the next Job; nil when its trainer cannot report back.
    let tokenSecret: ChildManifest?
    /// Address of the cluster's own tracking server.
    let mlflowTrackingURI: String?
    let now: Timestamp

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
        // What came of another spec, of which nothing ran, says nothing about this one.
        let isOfOtherSpec = containerStart == nil && previous.specHash != specHash
        let attempts = TrainingAttempts(isOfOtherSpec ? [] : previous.history, of: run.spec)
        self.attempts = attempts
        manifest = TrainingRunManifest.job(for: run, attempts, observation.configuration)
        tokenSecret = Self.tokenSecret(observation, attempts, jobName: manifest.key.name)

        let jobs = ChildSet(observation.jobs, ownerUID: run.metadata.uid, rejections: observation.rejections)
        ownJobs = jobs.own
        let onRecord = Set(attempts.history.compactMap(\.job))
        let job = jobs.named(manifest.key.name) ?? jobs.own.first { !onRecord.contains($0.metadata.name) }
        let jobPods = job.map(pods.made) ?? []
        let jobState = job.map { JobState($0, pods: jobPods) }
        self.job = job
        self.jobState = jobState
        let refusedToken = observation.rejections.first { [tokenSecret] in
            $0.resource == tokenSecret?.resource && $0.key == tokenSecret?.key
        }
        let refusedCreation = job == nil ? jobs.rejection(manifest.key) ?? refusedToken : nil
        refusal = refusedCreation ?? jobs.rejectedChange
        if let job, let jobState {
            ending = AttemptEnding(job, jobState, pods: jobPods, of: run, attempts, now: now)
        } else {
            ending = nil
        }
        startTime = containerStart ?? job?.startOfEndedPods
    }

    private static func tokenSecret(
        _ observation: TrainingRunObservation,
        _ attempts: TrainingAttempts,
        jobName: String
    ) -> ChildManifest? {
        let run = observation.run
        guard let callbacks = TrainingCallbacks(observation.configuration, jobName: jobName),
            let settings = observation.configuration.training.callbacks, let tokens = observation.tokens
        else { return nil }
        let expiry = observation.now.adding(seconds: settings.tokenLifetimeSeconds)
        let token = CallbackToken(attempt: attempts.number, expiry: expiry)
        return callbacks.secret(tokens.text(of: token, forRun: run.metadata.uid), for: run)
    }
}

extension JobView {
    /// When the Job started, if pods of it have ended: they may be gone already, but must have started.
    fileprivate var startOfEndedPods: Timestamp? {
        let hasEndedPods = (status?.succeeded ?? 0) > 0 || (status?.failed ?? 0) > 0
        return hasEndedPods ? status?.startTime : nil
    }
}

extension TrainingRunSituation {
    /// Whether the run's end is on record. Only this makes an end final: whatever happens to the Job afterwards,
    /// nothing runs again.
    var isFinished: Bool { previous.completionTime != nil }

    /// Whether `cancel` ends the run. One that has ended already stays as it is; one whose Job the API server does
    /// not let go of has not ended.
    var isCancelled: Bool {
        run.spec.cancel && !(jobState?.isFinished ?? false) && !isKept
    }

    /// Whether the API server keeps a Job that is to be held or to go.
    var isKept: Bool { refusal != nil && (job != nil || !leftoverJobs.isEmpty) }

    /// Hash of the spec that the run was started with; nil before the first start.
    private var madeFrom: String? {
        job?.specHash ?? (startTime == nil && !isFinished ? nil : previous.specHash)
    }

    /// Whether the spec was changed when it could not be any more.
    var isChangedTooLate: Bool {
        (startTime != nil || isFinished) && (madeFrom.map { $0 != specHash } ?? false)
    }

    /// Whether there are Jobs made from an older spec that can be replaced, because nothing of them has run yet.
    var isOutdated: Bool {
        startTime == nil && !isFinished
            && ownJobs.contains { $0.specHash.map { $0 != specHash } ?? false }
    }

    /// Whether the spec is what the existing Job was made from: then it was accepted, whatever the rules say today.
    var isSettledSpec: Bool { (job != nil || isFinished) && madeFrom == specHash }

    /// Whether an attempt has ended and the next one has no Job yet.
    var isBetweenAttempts: Bool { job == nil && !attempts.history.isEmpty }

    /// Jobs of attempts on record that have been given up but not ended.
    var leftoverJobs: [JobView] {
        ownJobs.filter { $0.metadata.uid != job?.metadata.uid && !$0.isFinished }
    }

    /// A pod of an attempt before that may still be at work: two trainers would write the same checkpoints. One
    /// whose time to end has passed is on a node that does not answer, and is not waited for.
    var lingeringPod: PodView? {
        pods.first { pod in
            guard let controller = pod.metadata.controller, !pod.isFinished else { return false }
            let isGone = pod.metadata.deletionTimestamp.map { $0 <= now } ?? false
            return controller.uid != job?.metadata.uid && !isGone
        }
    }

    /// A pod of the present Job that has been told to end, or is about to be, and may still be at work or saving what it
    /// came to. One whose time to end has passed is not waited for.
    var endingPod: PodView? {
        guard let job else { return nil }
        return pods.made(by: job).first { pod in
            guard !pod.isFinished else { return false }
            return pod.metadata.deletionTimestamp.map { $0 > now } ?? (job.spec?.suspend == true)
        }
    }

    /// A pod of the present Job that should have ended long ago.
    var overduePod: PodView? {
        job.map(pods.made)?.first { pod in !pod.isFinished && pod.metadata.deletionTimestamp != nil }
            .flatMap { timeToGo(of: $0) == nil ? $0 : nil }
    }

    /// Time left for a pod that was told to end. One that uses all of its time is killed at the end of it, which takes a
    /// moment to be known.
    func timeToGo(of pod: PodView) -> Duration? {
        pod.metadata.deletionTimestamp.flatMap { TimeLimit.remaining(30, after: $0, now: now) }
    }

    /// The present pod's wait for a node, if it does not go on for ever.
    var capacityWait: CapacityWait? {
        guard case .waiting(let pod) = jobState else { return nil }
        return CapacityWait(of: pod, attempts)
    }

    /// The present trainer's silence, if that must not go on for ever.
    var silence: Silence? {
        guard case .running(let pod) = jobState else { return nil }
        return Silence(of: pod, run, attempts)
    }

    /// Time left for the news of how the present Job's pod ended.
    var timeForNews: Duration? {
        job.flatMap { AttemptEnding.timeForNews(of: pods.made(by: $0), after: $0, now: now) }
    }

    /// Whether there is to be a Job but none.
    var needsJob: Bool {
        job == nil && !isFinished && !run.spec.cancel && !run.spec.suspend && !isChangedTooLate
            && problems.isEmpty && leftoverJobs.isEmpty && lingeringPod == nil
            && attempts.pause(now: now) == nil
    }
}
