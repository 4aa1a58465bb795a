public import ArgoModel
public import KubeCore

extension WorkflowPlan {
    /// Largest status that is written; what etcd takes for a whole object is not much more.
    private static let largestStatus = 1 << 20

    /// The merge patch that brings the Workflow to the planned status and labels; nil when it is there already.
    ///
    /// A status that would be too large to store ends the Workflow instead; real Argo would compress it.
    public func patch(for workflow: Workflow, now: Timestamp) throws -> JSONValue? {
        var planned = self
        if try JSONValue(encoding: status).canonicalData().count > Self.largestStatus {
            let refusal = Refusal(
                "status.nodes",
                "would be larger than 1 MiB, and the Argo development stand-in cannot compress it"
            )
            planned.status = workflow.status.refused(refusal, root: workflow.metadata.name, now: now)
            planned.labels[ArgoNames.phaseLabel] = WorkflowStatus.Phase.error.rawValue
            planned.labels[ArgoNames.completedLabel] = "true"
        }
        return try planned.difference(from: workflow)
    }

    private func difference(from workflow: Workflow) throws -> JSONValue? {
        let change = MergePatch.between(
            try JSONValue(encoding: workflow.status),
            try JSONValue(encoding: status)
        )
        var metadata: [String: JSONValue] = [:]
        let newLabels = labels.filter { workflow.metadata.labels[$0.key] != $0.value }
        if !newLabels.isEmpty { metadata["labels"] = .object(newLabels.mapValues(JSONValue.string)) }
        if workflow.metadata.annotations[ArgoNames.podNameFormatAnnotation] != "v2" {
            metadata["annotations"] = [ArgoNames.podNameFormatAnnotation: "v2"]
        }
        guard change != nil || !metadata.isEmpty else { return nil }
        // The lock: nobody else writes status, but a spec that has just changed deserves another look first.
        metadata["resourceVersion"] = .string(workflow.metadata.resourceVersion)
        var patch: [String: JSONValue] = ["metadata": .object(metadata)]
        patch["status"] = change
        return .object(patch)
    }
}
