import DarkroomAPI
import KubeCore

/// What an observation of an ImagePipeline amounts to; writes and status are both concluded from it.
struct PipelineSituation: Sendable {
    let pipeline: ImagePipeline
    let previous: ImagePipelineStatus
    /// The run the spec asks for.
    let wanted: PipelineRunIdentity
    let manifest: ChildManifest
    /// The pipeline's own Workflows, of all its runs.
    let workflows: ChildSet<WorkflowView>
    let pods: [PodView]
    let problems: [SpecProblem]
    let now: Timestamp

    init(_ observation: ImagePipelineObservation) {
        pipeline = observation.pipeline
        previous = pipeline.status ?? ImagePipelineStatus()
        wanted = PipelineRunIdentity(pipeline)
        manifest = PipelineManifest.workflow(for: pipeline, wanted, observation.configuration)
        workflows = ChildSet(
            observation.workflows,
            ownerUID: pipeline.metadata.uid,
            rejections: observation.rejections
        )
        pods = observation.pods
        problems = ImagePipelineRules.problems(pipeline, observation.configuration)
        now = observation.now
    }
}

extension PipelineSituation {
    var policy: PipelineRunPolicy { pipeline.spec.runPolicy }

    /// The wanted run's Workflow.
    var workflow: WorkflowView? { workflows.named(wanted.workflowName) }

    /// Runs that go on although another is wanted.
    var olderRunsUnderWay: [WorkflowView] {
        workflows.own.filter { !$0.hasEnded && $0.metadata.name != wanted.workflowName }
    }

    /// Whether the wanted run's end is on record. Only this makes it final: whatever happens to its Workflow, it
    /// does not run again.
    var isWantedRunOver: Bool {
        let isCurrent = previous.run?.name == wanted.workflowName && previous.run?.completionTime != nil
        return isCurrent || previous.recentRuns.contains { $0.name == wanted.workflowName }
    }

    /// Why the wanted run's Workflow cannot be created, or one that exists cannot be changed, if so.
    var refusal: ChildRejection? {
        workflow == nil ? workflows.rejection(manifest.key) ?? workflows.rejectedChange : workflows.rejectedChange
    }

    /// Whether a Workflow for the wanted run is missing, apart from what may keep it from being created.
    private var isWantedRunMissing: Bool { workflow == nil && !isWantedRunOver && problems.isEmpty }

    /// Whether the wanted run waits for an older one to end.
    var waitsForOlderRun: Bool {
        isWantedRunMissing && policy.concurrencyPolicy == .forbid && !olderRunsUnderWay.isEmpty
    }

    /// Whether the wanted run is held before it began.
    var isHeldBeforeStart: Bool { isWantedRunMissing && policy.suspend }

    /// Whether the wanted run may start now.
    var mayStart: Bool { isWantedRunMissing && !policy.suspend && !waitsForOlderRun }

    /// Whether the wanted run is created by this very plan.
    var isStarting: Bool { mayStart && refusal == nil }

    /// The Workflow the status tells about: the wanted run's, or that of the run before while the wanted one
    /// cannot start.
    var shownWorkflow: WorkflowView? {
        if let workflow { return workflow }
        if isStarting || isWantedRunOver { return nil }
        return previous.run.flatMap { workflows.named($0.name) } ?? olderRunsUnderWay.last
    }

    /// Whether the spec is acceptable: a run that exists was accepted, whatever the rules say today.
    var acceptanceProblems: [SpecProblem] { workflow == nil && !isWantedRunOver ? problems : [] }
}

extension WorkflowView {
    /// Whether Argo is done with this run.
    var hasEnded: Bool { status?.phase?.endsRun ?? false }

    /// Whether the run was told to end early.
    var isShutDown: Bool { spec?.shutdown.map { !$0.isEmpty } ?? false }

    /// How the run ended; nil while it goes on.
    var endPhase: ImagePipelinePhase? {
        guard hasEnded else { return nil }
        if status?.phase == .succeeded { return .succeeded }
        return isShutDown ? .stopped : .failed
    }
}
