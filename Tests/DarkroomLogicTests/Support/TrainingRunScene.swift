import DarkroomAPI
import KubeCore

@testable import DarkroomLogic

/// One observation of a TrainingRun, assembled by a test.
struct TrainingRunScene {
    var run: TrainingRun
    var jobs: [JobView] = []
    var departed: [JobView] = []
    var pods: [PodView] = []
    var rejections: [ChildRejection] = []
    var event: ObservedEvent?
    var configuration = OperatorConfiguration()
    var now = Timestamp.noon

    /// - Parameter change: Changes the spec.
    init(_ change: (inout TrainingRunSpec) -> Void = { _ in }) { run = .sample(change) }

    var observation: TrainingRunObservation {
        TrainingRunObservation(
            run: run,
            jobs: jobs,
            departed: departed,
            pods: pods,
            rejections: rejections,
            event: event,
            configuration: configuration,
            now: now
        )
    }

    var stage: TrainingRunStage { TrainingRunStage(ObservedTrainingRun(observation)) }

    /// The planner's result.
    var outcome: StageOutcome {
        let plan = TrainingRunPlanner.plan(observation)
        return StageOutcome(
            stage: stage.name,
            phase: plan.status.phase,
            reason: plan.status.conditions[ConditionType.succeeded]?.reason,
            actions: plan.writes.verbs,
            requeueAfter: plan.requeueAfter
        )
    }

    var message: String? { TrainingRunPlanner.plan(observation).status.message }

    func condition(_ type: String) -> Condition? {
        TrainingRunPlanner.plan(observation).status.conditions[type]
    }
}

/// The result in a line of the stage table.
struct StageOutcome: Hashable {
    let stage: String
    let phase: TrainingRunPhase?
    let reason: String?
    let actions: [String]
    let requeueAfter: Duration?

    /// - Parameter reason: Nil if it equals the phase.
    init(
        stage: String,
        phase: TrainingRunPhase?,
        reason: String? = nil,
        actions: [String] = [],
        requeueAfter: Duration? = nil
    ) {
        self.stage = stage
        self.phase = phase
        self.reason = reason ?? phase?.rawValue
        self.actions = actions
        self.requeueAfter = requeueAfter
    }
}

extension TrainingRunScene {
    /// A run that has not ended, with the status of its previous reconcile.
    mutating func hasStatus(
        _ phase: TrainingRunPhase = .running,
        startTime: Timestamp? = .noon,
        history: [TrainingAttempt] = []
    ) {
        run.status = TrainingRunStatus(
            phase: phase,
            history: history,
            startTime: startTime,
            specHash: TrainingRunIdentity.specHash(of: run.spec)
        )
    }

    /// A run whose end at noon is recorded.
    mutating func hasEnded(_ phase: TrainingRunPhase = .succeeded) {
        hasStatus(phase)
        run.status?.completionTime = .noon
        run.status?.conditions = [Condition.of(ConditionType.succeeded, .true, phase.rawValue)]
    }

    /// A first attempt that failed at noon.
    mutating func hasFailedOnce() {
        hasStatus(.queued, history: [TrainingAttempt(number: 1, completionTime: .noon, reason: "Error")])
    }

    /// Adds the Job of an attempt, created from the current spec.
    ///
    /// - Parameter change: A merge patch for the Job.
    mutating func addJob(attempt: Int = 1, _ change: JSONValue = [:]) throws {
        let name = TrainingRunIdentity.jobName(of: run.metadata, attempt: attempt)
        let job: JSONValue = [
            "metadata": [
                "name": .string(name), "namespace": "team", "uid": .string("job-\(attempt)"),
                "resourceVersion": "7",
                "annotations": [DarkroomAnnotation.specHash: .string(TrainingRunIdentity.specHash(of: run.spec))],
            ],
            "spec": ["suspend": false],
            "status": ["startTime": Timestamp.noon.json],
        ]
        var view = try job.merged(with: change).decode(JobView.self)
        view.metadata.ownerReferences = [run.controllerReference]
        jobs.append(view)
    }

    /// Adds a pod of the latest Job.
    ///
    /// - Parameters:
    ///   - seconds: Seconds from noon to the end of its grace period.
    ///   - grace: Length of that period; nil if the server does not say.
    mutating func addPod(_ pod: PodView, deletedAfter seconds: Double? = nil, grace: Int? = nil) {
        var pod = pod
        pod.metadata.deletionGracePeriodSeconds = grace
        pod.metadata.ownerReferences = jobs.last.map { [$0.controllerReference] } ?? []
        pod.metadata.deletionTimestamp = seconds.map { .noon.adding($0) }
        pods.append(pod)
    }

    /// Adds a rejection of any write to the latest Job.
    mutating func rejectJob() {
        let name = TrainingRunPlanner.jobName(for: run)
        let key = jobs.last?.key ?? ObjectKey(namespace: "team", name: name)
        rejections = [ChildRejection(resource: JobView.resource, key: key, reason: "Forbidden", message: "no")]
    }
}

extension PodView {
    /// A pod whose trainer has run since noon.
    static func training(phase: String = "Running") throws -> PodView {
        try .container("trainer", phase: phase, state: ["running": ["startedAt": Timestamp.noon.json]])
    }

    /// A pod whose trainer has ended, with or without success.
    static func ended(exitCode: Int64) throws -> PodView {
        try .container(
            "trainer",
            phase: exitCode == 0 ? "Succeeded" : "Failed",
            state: ["terminated": ["exitCode": .integer(exitCode), "startedAt": Timestamp.noon.json]]
        )
    }
}

extension TrainingRunStage {
    /// The case, without its data.
    var name: String {
        switch self {
        case .finished(.unlimited): "finished(unlimited)"
        case .finished(.limited): "finished(limited)"
        case .finished(.expired): "finished(expired)"
        case .cancelled: "cancelled"
        case .attemptEnded: "attemptEnded"
        case .outcomeUnknown: "outcomeUnknown"
        case .jobDeletedMidway: "jobDeletedMidway"
        case .disrupted(let attempt, _): attempt.isOnRecord ? "disrupted(recorded)" : "disrupted"
        case .specChangedTooLate: "specChangedTooLate"
        case .invalidSpec: "invalidSpec"
        case .suspended(.none): "suspended"
        case .suspended(.some): "suspended(job)"
        case .replacingJobs: "replacingJobs"
        case .awaitingOldJob: "awaitingOldJob"
        case .awaitingOldPod: "awaitingOldPod"
        case .backingOff: "backingOff"
        case .jobRejected: "jobRejected"
        case .creatingJob: "creatingJob"
        case .deletingJob: "deletingJob"
        case .jobInterrupted: "jobInterrupted"
        case .awaitingPodStatus: "awaitingPodStatus"
        case .active(_, let activity): "active(\(activity.name))"
        }
    }
}

extension JobActivity {
    /// The case, without its data.
    var name: String {
        switch self {
        case .heldBack(.none): "heldBack"
        case .heldBack(.some): "heldBack(endingPod)"
        case .awaitingPod: "awaitingPod"
        case .awaitingCapacity(_, .none): "awaitingCapacity"
        case .awaitingCapacity(_, .some): "awaitingCapacity(limit)"
        case .checkingDataset: "checkingDataset"
        case .startingContainer: "startingContainer"
        case .running(_, .unlimited): "running"
        case .running(_, .reporting): "running(reporting)"
        case .running(_, .stalled(_, .report)): "running(stalled, report)"
        case .running(_, .stalled(_, .awaitLateReport)): "running(stalled, awaitLateReport)"
        case .running(_, .stalled(_, .giveUp)): "running(stalled, giveUp)"
        case .trainerEnded(_, .ending): "trainerEnded(ending)"
        case .trainerEnded(_, .otherContainers): "trainerEnded(otherContainers)"
        case .trainerEnded(_, .outlived): "trainerEnded(outlived)"
        case .podEnded(.none): "podEnded"
        case .podEnded(.some): "podEnded(overdue)"
        }
    }
}
