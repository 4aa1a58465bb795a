import DarkroomAPI
import KubeCore

/// The observed state of an ImagePipeline: the facts that its stage, its actions and its status are decided from.
struct ObservedImagePipeline: Sendable {
    let pipeline: ImagePipeline
    /// The status that was last written.
    let previous: ImagePipelineStatus
    /// The run that the spec asks for.
    let requested: ImagePipelineRunIdentity
    /// The pipeline's own Workflows, of all its runs.
    let workflows: [WorkflowView]
    /// Whether an object that the pipeline does not control has the name of the requested run's Workflow. It may be that
    /// Workflow without its owner references, which a restore from a backup takes away.
    let isNameTaken: Bool
    /// Own Workflows that have disappeared while the operator watched, as it last saw them.
    let departed: [WorkflowView]
    /// A write that the API server rejected in this attempt, or a foreign object that has the name of the requested
    /// run's Workflow. Independent of the stage: it can concern any Workflow.
    let rejection: ChildRejection?
    let pods: [PodView]
    let problems: [SpecProblem]
    let configuration: OperatorConfiguration
    let now: Timestamp

    init(_ observation: ImagePipelineObservation) {
        pipeline = observation.pipeline
        previous = pipeline.status ?? ImagePipelineStatus()
        requested = ImagePipelineRunIdentity(pipeline)
        let children = ChildSet(
            observation.workflows,
            ownerUID: pipeline.metadata.uid,
            rejections: observation.rejections
        )
        workflows = children.own
        let present = Set(children.own.map(\.metadata.name))
        departed = observation.departed.filter { [uid = pipeline.metadata.uid] workflow in
            workflow.metadata.controller?.uid == uid && !present.contains(workflow.metadata.name)
        }
        isNameTaken = observation.workflows.contains { [requested, uid = pipeline.metadata.uid] workflow in
            workflow.metadata.name == requested.workflowName && workflow.metadata.controller?.uid != uid
        }
        let key = ObjectKey(namespace: pipeline.metadata.namespace, name: requested.workflowName)
        let creation = children.named(requested.workflowName) == nil ? children.rejection(key) : nil
        rejection = creation ?? children.rejectedChange
        pods = observation.pods
        problems = ImagePipelineRules.problems(pipeline, observation.configuration)
        configuration = observation.configuration
        now = observation.now
    }
}

extension ObservedImagePipeline {
    var policy: ImagePipelineRunPolicy { pipeline.spec.runPolicy }

    /// Unfinished runs other than the requested one.
    var unfinishedOlderRuns: [WorkflowView] {
        workflows.filter { !$0.hasEnded && $0.metadata.name != requested.workflowName }
    }

    /// Pods of the run that the spec asks for, also those of a Workflow that is gone.
    var podsOfRequestedRun: [PodView] {
        pods.filter { $0.metadata.labels[DarkroomLabel.run] == requested.workflowName }
    }

    /// Whether a run is held. Argo ends no suspended Workflow, neither when it is shut down nor at its deadline, so that one
    /// that has to end is not suspended, whatever the policy says.
    func isHeld(_ workflow: WorkflowView) -> Bool {
        policy.suspend && !workflow.isShutDown && !workflow.isPastDeadline(now: now)
    }

    /// The own Workflow of this name.
    func workflow(named name: String) -> WorkflowView? { workflows.first { $0.metadata.name == name } }

    /// The record of the run of this name.
    func record(of name: String) -> ImagePipelineRunSummary? { previous.recentRuns.first { $0.name == name } }
}

extension WorkflowView {
    /// Whether Argo has finished this run.
    var hasEnded: Bool { status?.phase?.endsRun ?? false }

    /// Whether the run was told to end early.
    var isShutDown: Bool { spec?.shutdown.map { !$0.isEmpty } ?? false }

    /// Time left until the run's deadline; nil once it has passed, and for a run that has none or has not begun.
    func timeToDeadline(now: Timestamp) -> Duration? {
        guard let limit = spec?.activeDeadlineSeconds, let start = status?.startedAt else { return nil }
        return TimeLimit.remaining(limit, after: start, now: now)
    }

    /// Whether the run has had its time.
    func isPastDeadline(now: Timestamp) -> Bool {
        spec?.activeDeadlineSeconds != nil && status?.startedAt != nil && timeToDeadline(now: now) == nil
    }

    /// How the run ended; nil while it has not.
    var endPhase: ImagePipelinePhase? {
        guard hasEnded else { return nil }
        if status?.phase == .succeeded { return .succeeded }
        return isShutDown ? .stopped : .failed
    }
}
