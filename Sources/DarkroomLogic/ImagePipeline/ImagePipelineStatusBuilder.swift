import DarkroomAPI
import KubeCore

/// Builds the status of an ImagePipeline at a stage.
struct ImagePipelineStatusBuilder: Sendable {
    let stage: ImagePipelineStage
    let observed: ObservedImagePipeline

    init(_ stage: ImagePipelineStage, _ observed: ObservedImagePipeline) {
        self.stage = stage
        self.observed = observed
    }

    var status: ImagePipelineStatus {
        let summary = summary
        var status = observed.previous
        status.observedGeneration = observed.pipeline.metadata.generation
        status.recentRuns = ImagePipelineHistory.recentRuns(observed, displayed: stage.displayedRun)
        describeRun(in: &status)
        status.phase = summary.phase
        status.message = summary.message?.excerpt(2000)
        status.conditions = [accepted, running(summary), succeeded(summary)].complete(
            for: observed.pipeline.metadata,
            previous: observed.previous.conditions,
            now: observed.now
        )
        return status
    }

    /// The pipeline's phase.
    var summary: PhaseSummary<ImagePipelinePhase> {
        switch stage {
        case .blocked(let blocker, let displayed):
            // An older run in progress determines the phase; the message explains why the requested run waits.
            var summary = blocker.summary
            if let displayed, displayed.stage.isUnderWay { summary.phase = displayed.stage.summary.phase }
            return summary
        case .interrupted:
            return PhaseSummary(.pending, "The Workflow was deleted before the run had ended; the run starts again")
        case .outcomeUnknown: return outcomeUnknown
        case .starting: return PhaseSummary(.pending, "The Workflow is being created")
        case .started(let run): return rejected(run.stage.summary)
        case .recorded(let record): return rejected(PhaseSummary(record.phase, record.message))
        }
    }

    private var outcomeUnknown: PhaseSummary<ImagePipelinePhase> {
        PhaseSummary(
            .failed,
            reason: "OutcomeUnknown",
            """
            The Workflow \(observed.requested.workflowName.quoted) was removed while the operator was not running, and \
            whether the run had ended is not known; to run the pipeline again, set the annotation \
            \(DarkroomAnnotation.runID) to a new value
            """
        )
    }

    /// The rejection of a change explains more than the phase, which does not change.
    private func rejected(_ summary: PhaseSummary<ImagePipelinePhase>) -> PhaseSummary<ImagePipelinePhase> {
        guard let rejection = observed.rejection else { return summary }
        return PhaseSummary(summary.phase, reason: rejection.reason, rejection.summary)
    }
}

extension ImagePipelineStatusBuilder {
    /// Sets run, steps and progress.
    private func describeRun(in status: inout ImagePipelineStatus) {
        switch stage {
        case .blocked(_, displayed: let run?), .started(let run):
            describe(run, in: &status)
        case .blocked(_, displayed: nil):
            // A finished run stays on display. One whose Workflow is gone midway never finishes.
            if observed.previous.run?.completionTime == nil { describe(nil, in: &status) }
        case .outcomeUnknown: break
        case .interrupted, .starting:
            describe(requestedRun, in: &status)
            status.steps = observed.pipeline.spec.steps.map { ImagePipelineStepStatus(name: $0.name, phase: .pending) }
            status.progress = "0/\(status.steps.count)"
        case .recorded(let record):
            guard observed.previous.run?.name != record.name else { break }
            // The spec was changed back to that of an earlier run.
            var run = requestedRun
            run.startTime = record.startTime
            run.completionTime = record.completionTime
            describe(run, in: &status)
        }
    }

    private var requestedRun: ImagePipelineRun {
        ImagePipelineRun(
            name: observed.requested.workflowName,
            specHash: observed.requested.specHash,
            runID: observed.requested.recordedRunID
        )
    }

    private func describe(_ run: ImagePipelineRun?, in status: inout ImagePipelineStatus) {
        status.run = run
        status.steps = []
        status.progress = nil
    }

    private func describe(_ run: ObservedImagePipelineRun, in status: inout ImagePipelineStatus) {
        let isRequested = run.name == observed.requested.workflowName
        let known = observed.previous.run.flatMap { $0.name == run.name ? $0 : nil }
        status.run = ImagePipelineRun(
            name: run.name,
            uid: run.uid,
            startTime: run.startTime,
            completionTime: status.recentRuns.first { $0.name == run.name }?.completionTime,
            specHash: run.specHash ?? known?.specHash,
            runID: isRequested ? observed.requested.recordedRunID : known?.runID
        )
        status.steps = run.steps.statuses
        status.progress = run.progress
    }
}

extension ImagePipelineStatusBuilder {
    /// A run that exists was accepted, even if today's rules reject it.
    private var accepted: Condition {
        switch stage {
        case .blocked(.unacceptable(let problems), _): .accepted(problems)
        case .blocked(.suspended, _), .blocked(.olderRuns, _), .blocked(.remainingPods, _), .blocked(.rejected, _),
            .interrupted, .outcomeUnknown, .starting, .started, .recorded:
            .accepted()
        }
    }

    private func running(_ summary: PhaseSummary<ImagePipelinePhase>) -> Condition {
        .of(ConditionType.running, summary.phase == .running ? .true : .false, summary)
    }

    /// About the run that the spec asks for, never about an older one.
    private func succeeded(_ summary: PhaseSummary<ImagePipelinePhase>) -> Condition {
        let requested: ImagePipelinePhase =
            switch stage {
            case .blocked(let blocker, _): blocker.summary.phase
            case .interrupted, .outcomeUnknown, .starting, .started, .recorded: summary.phase
            }
        let status: Condition.Status =
            switch requested {
            case .succeeded: .true
            case .failed, .stopped: .false
            case .pending, .running, .suspended: .unknown
            }
        return .of(ConditionType.succeeded, status, summary)
    }
}
