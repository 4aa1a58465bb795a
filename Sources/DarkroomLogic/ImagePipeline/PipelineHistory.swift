import DarkroomAPI
import KubeCore

/// Finished runs of a pipeline.
enum PipelineHistory {
    /// What is remembered of runs: those whose Workflow is there as they are, the others as they were; newest
    /// first and at most as many as the status holds.
    static func recentRuns(_ situation: PipelineSituation) -> [PipelineRunSummary] {
        let known = Dictionary(
            situation.previous.recentRuns.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let observed = situation.workflows.own.compactMap {
            summary($0, known: known[$0.metadata.name], situation)
        }
        let names = Set(observed.map(\.name))
        let all = observed + situation.previous.recentRuns.filter { !names.contains($0.name) }
        return Array(all.sorted(by: isNewer).prefix(ImagePipelineStatus.recentRunsLimit))
    }

    /// Finished Workflows, newest first.
    static func finishedNewestFirst(_ workflows: [WorkflowView]) -> [WorkflowView] {
        workflows.filter(\.hasEnded).sorted { left, right in
            let (leftEnd, rightEnd) = (left.status?.finishedAt, right.status?.finishedAt)
            if let leftEnd, let rightEnd, leftEnd != rightEnd { return leftEnd > rightEnd }
            return left.metadata.name < right.metadata.name
        }
    }

    /// How long a finished run may stay; zero when its time is up, nil when it may stay for ever.
    static func timeLeft(_ workflow: WorkflowView, _ situation: PipelineSituation) -> Duration? {
        guard let ttl = situation.policy.ttlSecondsAfterFinished, let end = workflow.status?.finishedAt
        else { return nil }
        return TimeLimit.remaining(ttl, after: end, now: situation.now) ?? .zero
    }

    private static func summary(
        _ workflow: WorkflowView,
        known: PipelineRunSummary?,
        _ situation: PipelineSituation
    ) -> PipelineRunSummary? {
        guard let phase = workflow.endPhase else { return nil }
        let words =
            phase == .succeeded ? nil : known?.message ?? workflow.status?.message.map { $0.excerpt() }
        return PipelineRunSummary(
            name: workflow.metadata.name,
            phase: phase,
            message: words.flatMap { $0.isEmpty ? nil : $0 },
            startTime: workflow.status?.startedAt,
            // Kept once it is known: a run without an end of its own would otherwise end anew at every look.
            completionTime: workflow.status?.finishedAt ?? known?.completionTime ?? situation.now
        )
    }

    private static func isNewer(_ left: PipelineRunSummary, _ right: PipelineRunSummary) -> Bool {
        if let leftEnd = left.completionTime, let rightEnd = right.completionTime, leftEnd != rightEnd {
            return leftEnd > rightEnd
        }
        return left.name < right.name
    }
}
