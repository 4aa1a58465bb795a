import DarkroomAPI
import KubeCore

/// What is to be written for an ImagePipeline.
enum PipelineWrites {
    static func writes(_ situation: PipelineSituation) -> [ChildWrite] {
        // The new run comes first: should it be refused, the older one has not been ended for nothing.
        let created: [ChildWrite] = situation.isStarting ? [.create(situation.manifest)] : []
        let replaced = situation.workflow != nil || situation.isStarting ? shutdowns(situation) : []
        return created + replaced + suspensions(situation, except: replaced) + removals(situation)
    }

    private static func patch(_ workflow: WorkflowView, _ spec: JSONValue) -> ChildWrite {
        .patch(WorkflowView.resource, workflow.key, uid: workflow.metadata.uid, ["spec": spec])
    }

    /// Ends older runs in favour of the wanted one. `suspend` goes too: Argo leaves a suspended Workflow alone and
    /// would never bring it to its end.
    private static func shutdowns(_ situation: PipelineSituation) -> [ChildWrite] {
        guard situation.policy.concurrencyPolicy == .replace else { return [] }
        return situation.olderRunsUnderWay
            .filter { !$0.metadata.isBeingDeleted && !$0.isShutDown }
            .map { patch($0, ["shutdown": "Terminate", "suspend": nil]) }
    }

    private static func suspensions(
        _ situation: PipelineSituation,
        except replaced: [ChildWrite]
    ) -> [ChildWrite] {
        let wanted = situation.policy.suspend
        let skipped = Set(replaced.map(\.key))
        return situation.workflows.own
            .filter {
                !$0.hasEnded && !$0.isShutDown && !$0.metadata.isBeingDeleted && !skipped.contains($0.key)
            }
            .filter { ($0.spec?.suspend ?? false) != wanted }
            .map { patch($0, ["suspend": wanted ? true : nil]) }
    }

    /// Removes finished runs beyond the history limit or their time, but none whose end is not on record yet.
    private static func removals(_ situation: PipelineSituation) -> [ChildWrite] {
        let recorded = Set(situation.previous.recentRuns.map(\.name))
        // Runs too old for a full record will never be on it.
        let isRecordFull = recorded.count >= ImagePipelineStatus.recentRunsLimit
        func isOnRecord(_ name: String) -> Bool {
            recorded.contains(name) || (isRecordFull && name != situation.wanted.workflowName)
        }
        let finished = PipelineHistory.finishedNewestFirst(situation.workflows.own)
        let superfluous = finished.dropFirst(max(0, situation.policy.historyLimit))
        let expired = finished.filter { PipelineHistory.timeLeft($0, situation) == .zero }
        let doomed = Set((superfluous + expired).map(\.key))
        return
            finished
            .filter { doomed.contains($0.key) && isOnRecord($0.metadata.name) }
            .filter { !$0.metadata.isBeingDeleted }
            .map { .delete(WorkflowView.resource, $0.key, uid: $0.metadata.uid) }
    }
}
