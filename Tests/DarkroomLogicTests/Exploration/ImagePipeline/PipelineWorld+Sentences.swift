import DarkroomAPI

extension PipelineWorld {
    func sentence(for action: Action, after: PipelineWorld) -> String {
        switch action {
        case .operatorReconciles: "The operator reconciles: \(accomplishment(after))."
        case .operatorDiesMidway: "The operator dies between its writes and the status: \(accomplishment(after))."
        case .operatorReturns: "An operator starts."
        case .operatorGoesAway: "The operator goes away."
        case .cacheCatchesUp(let cache): "The operator's cache of \(cache) catches up."
        case .cacheFallsBehind(let cache): "The operator's cache of \(cache) falls behind."
        case .argoOperates: "Argo operates: \(accomplishment(after))."
        case .garbageCollectorRuns: "The garbage collector ends the pods of a deleted Workflow."
        case .podStarts(let pod): "The step in pod-\(pod) starts."
        case .stepSucceeds(let pod): "The step in pod-\(pod) has done all of its work and exits with 0."
        case .stepFails(let pod): "The step in pod-\(pod) exits with 1."
        case .podEnds(let pod): "pod-\(pod), told to end, exits with 143."
        case .podIsRemoved(let pod): "pod-\(pod) is gone."
        case .podIsDeleted(let pod): "pod-\(pod) is evicted or deleted."
        case .timePasses: "\(after.now - now) s pass."
        case .podsAreRefused: "A quota refuses new pods from now on."
        case .endedWorkflowIsRemoved: "Argo's time to live, or a janitor, removes the ended Workflow."
        case .userSuspends: "The user suspends the pipeline."
        case .userResumes: "The user resumes the pipeline."
        case .userEdits: "The user edits the step."
        case .userReruns: "The user sets a rerun token."
        case .userDeletesWorkflow: "A user deletes the Workflow."
        case .argoStop: "A user calls `argo stop`."
        case .argoRetry: "A user calls `argo retry`."
        }
    }

    /// What has changed.
    private func accomplishment(_ after: PipelineWorld) -> String {
        let (old, new) = (workflows.stored, after.workflows.stored)
        var changes: [String] = []
        changes += new.filter { workflow in !old.contains { $0.uid == workflow.uid } }.map { "\($0.uid) is made" }
        changes += old.filter { workflow in !new.contains { $0.uid == workflow.uid } }.map { "\($0.uid) is deleted" }
        for workflow in new {
            guard let before = old.first(where: { $0.uid == workflow.uid }) else { continue }
            if workflow.isSuspended != before.isSuspended {
                changes.append("\(workflow.uid) is \(workflow.isSuspended ? "suspended" : "resumed")")
            }
            if let word = workflow.shutdown, word != before.shutdown {
                changes.append("\(workflow.uid) gets shutdown: \(word)")
            }
            if let phase = workflow.phase, phase != before.phase {
                changes.append("\(workflow.uid) is \(phase.rawValue)")
            }
            if let step = workflow.step, step != before.step { changes.append("its step is \(step.phase.rawValue)") }
        }
        let pods = after.pods.stored.filter { pod in !self.pods.stored.contains { $0.number == pod.number } }
        changes += pods.map { "\($0.name) is made" }
        if let status = after.pipeline.stored.status, status != pipeline.stored.status {
            changes.append("the status is \(status.words)")
        }
        return changes.isEmpty ? "nothing to do" : changes.joined(separator: ", ")
    }
}
