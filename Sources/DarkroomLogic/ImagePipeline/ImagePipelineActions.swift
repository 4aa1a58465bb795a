import DarkroomAPI
import KubeCore

/// The writes that an ImagePipeline needs at a stage.
enum ImagePipelineActions {
    static func actions(_ stage: ImagePipelineStage, _ observed: ObservedImagePipeline) -> [ChildWrite] {
        switch stage {
        case .starting:
            // Creation comes first: if the API server rejects it, the older runs continue.
            let replaced = replacements(observed)
            return [create(observed)] + replaced + housekeeping(observed, except: replaced)
        case .started:
            let replaced = replacements(observed)
            return replaced + housekeeping(observed, except: replaced)
        case .blocked, .interrupted, .outcomeUnknown, .recorded:
            return housekeeping(observed, except: [])
        }
    }

    private static func create(_ observed: ObservedImagePipeline) -> ChildWrite {
        .create(ImagePipelineManifest.workflow(for: observed.pipeline, observed.requested, observed.configuration))
    }

    /// Ends older runs in favour of the requested one, if the policy says so. Removes `suspend` too: Argo leaves a
    /// suspended Workflow alone and would never finish it.
    private static func replacements(_ observed: ObservedImagePipeline) -> [ChildWrite] {
        guard observed.policy.concurrencyPolicy == .replace else { return [] }
        return observed.unfinishedOlderRuns
            .filter { !$0.metadata.isBeingDeleted && !$0.isShutDown }
            .map { patch($0, ["shutdown": "Terminate", "suspend": nil]) }
    }

    /// What existing Workflows need at any stage.
    private static func housekeeping(
        _ observed: ObservedImagePipeline,
        except replaced: [ChildWrite]
    ) -> [ChildWrite] {
        suspensions(observed, except: Set(replaced.map(\.key))) + removals(observed)
    }

    /// Suspends and resumes runs. Another program may have shut a suspended run down (`argo stop` sets `shutdown` alone), and
    /// its deadline may have passed: then `suspend` goes too.
    private static func suspensions(
        _ observed: ObservedImagePipeline,
        except replaced: Set<ObjectKey>
    ) -> [ChildWrite] {
        observed.workflows
            .filter { !$0.hasEnded && !$0.metadata.isBeingDeleted && !replaced.contains($0.key) }
            .filter { ($0.spec?.suspend ?? false) != observed.isHeld($0) }
            .map { patch($0, ["suspend": observed.isHeld($0) ? true : nil]) }
    }

    /// Removes finished runs that exceed the history limit or have expired, once their end is recorded.
    private static func removals(_ observed: ObservedImagePipeline) -> [ChildWrite] {
        let recorded = Set(observed.previous.recentRuns.map(\.name))
        // Runs too old for a full record will never be on it.
        let isRecordFull = recorded.count >= ImagePipelineStatus.recentRunsLimit
        func isOnRecord(_ name: String) -> Bool {
            recorded.contains(name) || (isRecordFull && name != observed.requested.workflowName)
        }
        let finished = ImagePipelineHistory.finishedNewestFirst(observed.workflows)
        let superfluous = finished.dropFirst(max(0, observed.policy.historyLimit))
        let expired = finished.filter { ImagePipelineHistory.timeLeft($0, observed) == .zero }
        let removable = Set((superfluous + expired).map(\.key))
        return
            finished
            .filter { removable.contains($0.key) && isOnRecord($0.metadata.name) }
            .filter { !$0.metadata.isBeingDeleted }
            .map { .delete(WorkflowView.resource, $0.key, uid: $0.metadata.uid) }
    }

    private static func patch(_ workflow: WorkflowView, _ spec: JSONValue) -> ChildWrite {
        .patch(WorkflowView.resource, workflow.key, uid: workflow.metadata.uid, ["spec": spec])
    }
}
