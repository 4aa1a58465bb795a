import DarkroomAPI
import KubeCore

/// What is to be told on an ImagePipeline.
enum PipelineReport {
    static func status(_ situation: PipelineSituation) -> ImagePipelineStatus {
        var status = situation.previous
        status.observedGeneration = situation.pipeline.metadata.generation
        status.recentRuns = PipelineHistory.recentRuns(situation)
        let outcome = tell(situation, into: &status)
        status.phase = outcome.phase
        status.message = outcome.message?.excerpt(2000)
        status.conditions = [
            Condition.accepted(situation.acceptanceProblems), running(outcome), succeeded(outcome),
        ].complete(
            for: situation.pipeline.metadata,
            previous: situation.previous.conditions,
            now: situation.now
        )
        return status
    }

    /// Sets run, steps and progress, and says how it stands.
    private static func tell(
        _ situation: PipelineSituation,
        into status: inout ImagePipelineStatus
    ) -> PipelineOutcome {
        let outcome: PipelineOutcome
        if let workflow = situation.shownWorkflow {
            outcome = tell(workflow, situation, into: &status)
        } else if situation.isWantedRunOver {
            outcome = remember(situation, into: &status)
        } else {
            outcome = begin(situation, into: &status)
        }
        guard let waiting = waitingReason(situation) else {
            guard let refusal = situation.refusal else { return outcome }
            return PipelineOutcome(outcome.phase, reason: refusal.reason, refusal.summary)
        }
        return outcome.while(waiting, olderRunGoesOn: !(situation.shownWorkflow?.hasEnded ?? true))
    }

    /// A run whose Workflow is there.
    private static func tell(
        _ workflow: WorkflowView,
        _ situation: PipelineSituation,
        into status: inout ImagePipelineStatus
    ) -> PipelineOutcome {
        let isWanted = workflow.metadata.name == situation.wanted.workflowName
        let known = situation.previous.run.flatMap { $0.name == workflow.metadata.name ? $0 : nil }
        let ended = status.recentRuns.firstIndex { $0.name == workflow.metadata.name }
        status.run = PipelineRun(
            name: workflow.metadata.name,
            uid: workflow.metadata.uid,
            startTime: workflow.status?.startedAt,
            completionTime: ended.map { status.recentRuns[$0].completionTime } ?? nil,
            specHash: workflow.specHash ?? known?.specHash,
            runID: isWanted ? situation.wanted.runID : known?.runID
        )
        // An older run keeps its own steps; the spec has others by now.
        let names = isWanted ? situation.pipeline.spec.steps.map(\.name) : status.steps.map(\.name)
        let report = PipelineStepReport(workflow, stepNames: names, pods: situation.pods)
        status.steps = report.steps ?? []
        status.progress = (report.progress ?? workflow.status?.progress)?.excerpt(31)
        var outcome = PipelineOutcome(workflow, report.steps)
        guard let ended else { return outcome }
        // Why a run ended is told once and then kept: the pods that knew best may be gone at the next look.
        if let known = situation.previous.recentRuns.first(where: { $0.name == workflow.metadata.name }) {
            outcome.message = known.message
        }
        outcome.message = outcome.message?.excerpt(1000)
        status.recentRuns[ended].message = outcome.message
        return outcome
    }

    /// A run that is over and whose Workflow is gone: what was recorded stays.
    private static func remember(
        _ situation: PipelineSituation,
        into status: inout ImagePipelineStatus
    ) -> PipelineOutcome {
        let name = situation.wanted.workflowName
        let summary = situation.previous.recentRuns.first { $0.name == name }
        if situation.previous.run?.name != name {
            // The spec went back to what an earlier run has done already.
            status.run = PipelineRun(
                name: name,
                startTime: summary?.startTime,
                completionTime: summary?.completionTime,
                specHash: situation.wanted.specHash,
                runID: situation.wanted.runID
            )
            status.steps = []
            status.progress = nil
            return PipelineOutcome(summary?.phase ?? .succeeded, summary?.message)
        }
        return PipelineOutcome(summary?.phase ?? situation.previous.phase ?? .succeeded, summary?.message)
    }

    /// The wanted run has no Workflow yet.
    private static func begin(
        _ situation: PipelineSituation,
        into status: inout ImagePipelineStatus
    ) -> PipelineOutcome {
        guard situation.isStarting else {
            // The run before, if there was one, stays on show; with its Workflow gone midway it is no run at all.
            if situation.previous.run?.completionTime == nil {
                status.run = nil
                status.steps = []
                status.progress = nil
            }
            return PipelineOutcome(situation.previous.phase ?? .pending, situation.previous.message)
        }
        status.run = PipelineRun(
            name: situation.wanted.workflowName,
            specHash: situation.wanted.specHash,
            runID: situation.wanted.runID
        )
        let steps = situation.pipeline.spec.steps
        status.steps = steps.map { PipelineStepStatus(name: $0.name, phase: .pending) }
        status.progress = "0/\(steps.count)"
        return PipelineOutcome(.pending, "The Workflow is being created")
    }

    /// Why the wanted run does not start, with the phase that shows when no older run is under way.
    private static func waitingReason(_ situation: PipelineSituation) -> PipelineOutcome? {
        if let problem = situation.acceptanceProblems.first {
            return PipelineOutcome(
                .failed,
                reason: problem.reason.rawValue,
                situation.acceptanceProblems.summary()
            )
        }
        if situation.isHeldBeforeStart {
            return PipelineOutcome(.suspended, "Suspended by runPolicy.suspend before the run began")
        }
        if situation.waitsForOlderRun {
            let older = situation.olderRunsUnderWay.map(\.metadata.name).quotedList(limit: 3)
            return PipelineOutcome(
                .pending,
                reason: "WaitingForOlderRun",
                "The changed pipeline runs when \(older) has ended"
            )
        }
        if situation.mayStart, let refusal = situation.refusal {
            return PipelineOutcome(.pending, reason: refusal.reason, refusal.summary)
        }
        return nil
    }

    private static func running(_ outcome: PipelineOutcome) -> Condition {
        let isRunning = outcome.phase == .running
        return .of(ConditionType.running, isRunning ? .true : .false, outcome.reason, outcome.message)
    }

    private static func succeeded(_ outcome: PipelineOutcome) -> Condition {
        .of(ConditionType.succeeded, outcome.succeeded, outcome.reason, outcome.message)
    }
}
