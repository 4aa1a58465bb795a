import DarkroomAPI
import KubeCore

/// Finished runs of a pipeline.
enum ImagePipelineHistory {
    /// The record of finished runs, newest first and at most as many as the status holds: those whose Workflow exists as
    /// observed, the others as recorded. A run that `argo retry` has continued is not finished any more.
    ///
    /// - Parameter displayed: The run that the status describes in detail, whose message is the record's too.
    static func recentRuns(
        _ observed: ObservedImagePipeline,
        displayed: ObservedImagePipelineRun?
    ) -> [ImagePipelineRunSummary] {
        let seen = observed.workflows + observed.departed.filter(\.hasEnded)
        let present = seen.compactMap { workflow in
            workflow.endPhase.map { summary(workflow, $0, observed, displayed) }
        }
        let names = Set(seen.map(\.metadata.name))
        let all = present + observed.previous.recentRuns.filter { !names.contains($0.name) }
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

    /// Time until a finished run expires: zero when it has, nil when it never does.
    static func timeLeft(_ workflow: WorkflowView, _ observed: ObservedImagePipeline) -> Duration? {
        guard let ttl = observed.policy.ttlSecondsAfterFinished, let end = workflow.status?.finishedAt
        else { return nil }
        return TimeLimit.remaining(ttl, after: end, now: observed.now) ?? .zero
    }

    /// Time until the next finished run expires; nil when none will.
    static func nextExpiry(_ observed: ObservedImagePipeline) -> Duration? {
        observed.workflows
            .filter(\.hasEnded)
            .compactMap { timeLeft($0, observed) }
            .filter { $0 > .zero }
            .min()
    }

    private static func summary(
        _ workflow: WorkflowView,
        _ phase: ImagePipelinePhase,
        _ observed: ObservedImagePipeline,
        _ displayed: ObservedImagePipelineRun?
    ) -> ImagePipelineRunSummary {
        let name = workflow.metadata.name
        let record = observed.record(of: name)
        let message: String? =
            if let displayed, displayed.name == name {
                displayed.stage.summary.message
            } else if phase == .succeeded {
                nil
            } else {
                record?.message ?? workflow.status?.message.map { $0.excerpt() }
            }
        return ImagePipelineRunSummary(
            name: name,
            phase: phase,
            message: message.flatMap { $0.isEmpty ? nil : $0 },
            startTime: workflow.status?.startedAt,
            // A run without an end time of its own keeps the first one recorded, or it would change every time.
            completionTime: workflow.status?.finishedAt ?? record?.completionTime ?? observed.now
        )
    }

    private static func isNewer(_ left: ImagePipelineRunSummary, _ right: ImagePipelineRunSummary) -> Bool {
        if let leftEnd = left.completionTime, let rightEnd = right.completionTime, leftEnd != rightEnd {
            return leftEnd > rightEnd
        }
        return left.name < right.name
    }
}
