public import ArgoModel
public import KubeCore

extension WorkflowPlan {
    /// The largest status that is written; etcd's limit for a whole object is not much larger.
    private static let largestStatus = 1 << 20

    /// The merge patch that sets the planned status and labels; nil if the Workflow has them already.
    ///
    /// A status that is too large to store ends the Workflow instead; a real Argo would compress it.
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
        // The lock: no other client writes the status, but a spec that has just changed needs a new plan first.
        metadata["resourceVersion"] = .string(workflow.metadata.resourceVersion)
        var patch: [String: JSONValue] = ["metadata": .object(metadata)]
        patch["status"] = change
        return .object(patch)
    }
}
