import ArgoModel
import KubeCore

extension WorkflowPlan {
    /// Adds the changes to pods and Workflow that follow once the planned status is written.
    mutating func tidyUp(_ pods: [Pod], spec: WorkflowSpec?, now: Timestamp) {
        for pod in pods where !pod.metadata.isBeingDeleted {
            let reference = PodReference(name: pod.metadata.name, uid: pod.metadata.uid)
            let node = pod.metadata.annotations[ArgoNames.nodeIDAnnotation].flatMap { status.nodes?[$0] }
            let isRecorded = node?.phase.isFulfilled == true || status.phase?.isCompleted == true
            guard isRecorded else { continue }
            if !pod.isTerminal {
                // Its node has ended by a deadline or a shutdown, or together with the whole Workflow.
                deletions.append(reference)
            } else if collects(pod, node, by: spec?.podGC) {
                deletions.append(reference)
            } else if pod.metadata.labels[ArgoNames.completedLabel] != "true" {
                completions.append(reference)
            }
        }
        expire(spec?.timeToLive, now: now)
    }

    private func collects(_ pod: Pod, _ node: NodeStatus?, by collection: WorkflowSpec.PodGC?) -> Bool {
        guard let collection, collection.labels.allSatisfy({ pod.metadata.labels[$0.key] == $0.value }) else {
            return false
        }
        return switch collection.strategy {
        case nil: false
        case .onPodCompletion: true
        case .onPodSuccess: node?.phase == .succeeded
        case .onWorkflowCompletion: status.phase?.isCompleted == true
        case .onWorkflowSuccess: status.phase == .succeeded
        }
    }

    private mutating func expire(_ timeToLive: WorkflowSpec.TimeToLive?, now: Timestamp) {
        guard let timeToLive, status.phase?.isCompleted == true, let end = status.finishedAt else { return }
        let specific = status.phase == .succeeded ? timeToLive.afterSuccess : timeToLive.afterFailure
        guard let seconds = specific ?? timeToLive.afterCompletion else { return }
        let expiry = end.advanced(by: .seconds(seconds))
        if expiry <= now {
            deletesWorkflow = true
        } else {
            wakeUp = min(wakeUp ?? expiry, expiry)
        }
    }
}
