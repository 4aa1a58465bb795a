import ArgoModel
import KubeCore

extension NodeWalk {
    /// The values of the tags of a template.
    func values(for call: TemplateCall) -> Tags.Values {
        var values: Tags.Values = [
            "workflow.name": workflow.name,
            "workflow.namespace": workflow.namespace ?? "",
            "workflow.uid": workflow.uid,
        ]
        for argument in spec.arguments {
            values["workflow.parameters.\(argument.name)"] = argument.value ?? ""
        }
        for input in call.inputs { values["inputs.parameters.\(input.name)"] = input.value ?? "" }
        return values
    }

    /// The pod of a node.
    func creation(
        of container: JSONValue,
        _ call: TemplateCall,
        nodeID: String,
        name: String,
        attempt: Int?
    ) throws(Refusal) -> WorkflowPlan.Creation {
        let template = call.template
        let podName = ArgoNames.pod(workflow: workflow.name, template: template.name, node: name)
        var values = values(for: call)
        values["pod.name"] = podName
        if let attempt { values["retries"] = String(attempt) }

        let settings = spec.pod.overlaid(by: try template.pod.substituting(values, at: template.path))
        let filled = try Tags.substitute(container, values, at: "\(template.path).container")
        var main = filled.objectValue ?? [:]
        main["name"] = .string(ArgoNames.mainContainer)

        var podSpec = settings.spec
        podSpec["restartPolicy"] = "Never"
        podSpec["containers"] = .array([.object(main)])
        if !settings.volumes.isEmpty { podSpec["volumes"] = .array(settings.volumes) }
        if let seconds = template.activeDeadlineSeconds {
            podSpec["activeDeadlineSeconds"] = .integer(Int64(seconds))
        }
        let manifest: JSONValue = [
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": metadata(of: podName, settings, nodeID: nodeID, nodeName: name),
            "spec": .object(podSpec),
        ]
        return WorkflowPlan.Creation(nodeID: nodeID, name: podName, manifest: manifest)
    }

    private func metadata(
        of podName: String,
        _ settings: PodSettings,
        nodeID: String,
        nodeName: String
    ) -> JSONValue {
        var labels = settings.labels
        labels[ArgoNames.workflowLabel] = workflow.name
        labels[ArgoNames.completedLabel] = "false"
        var annotations = settings.annotations
        annotations[ArgoNames.nodeNameAnnotation] = nodeName
        annotations[ArgoNames.nodeIDAnnotation] = nodeID
        annotations["kubectl.kubernetes.io/default-container"] = ArgoNames.mainContainer
        let owner: JSONValue = [
            "apiVersion": .string(Workflow.resource.apiVersion),
            "kind": .string(Workflow.resource.kind),
            "name": .string(workflow.name),
            "uid": .string(workflow.uid),
            "controller": true,
            "blockOwnerDeletion": true,
        ]
        return [
            "name": .string(podName),
            "namespace": .string(workflow.namespace ?? ""),
            "labels": .object(labels.mapValues(JSONValue.string)),
            "annotations": .object(annotations.mapValues(JSONValue.string)),
            "ownerReferences": .array([owner]),
        ]
    }
}
