import ClusterTestSupport
import KubeClient
import KubeCore

/// What the Job and Deployment controllers, the kubelet and Argo would do, always the same way, so that two runs can be
/// compared.
extension ControlPlane {
    private static let time: JSONValue = "2026-01-01T00:00:00Z"
    private static let later: JSONValue = "2026-01-01T00:10:00Z"

    /// A pod of the given Job or Deployment starts, and becomes ready unless told otherwise.
    func startPod(_ name: String, of resource: String, isReady: Bool = true) async throws {
        let owner = try await only(resource)
        let template = owner["spec"]?["template"]
        let reference: JSONValue = [
            "apiVersion": owner["apiVersion"] ?? "", "kind": owner["kind"] ?? "", "name": .string(owner.name),
            "uid": .string(owner.uid), "controller": true,
        ]
        try await namespace.client.create(
            try Resource.named("pods"),
            namespace: namespace.name,
            [
                "apiVersion": "v1", "kind": "Pod",
                "metadata": [
                    "name": .string(name), "labels": template?["metadata"]?["labels"] ?? [:],
                    "ownerReferences": [reference],
                ],
                "spec": template?["spec"] ?? [:],
            ] as JSONValue
        )
        let container = template?["spec"]?["containers"]?[0]
        try await patch(
            "pods",
            name,
            subresource: .status,
            [
                "status": [
                    "phase": "Running",
                    "conditions": [["type": "Ready", "status": .string(isReady ? "True" : "False")]],
                    "containerStatuses": [
                        [
                            "name": container?["name"] ?? "", "image": container?["image"] ?? "",
                            "imageID": "",
                            "ready": .bool(isReady), "restartCount": 0,
                            "state": ["running": ["startedAt": Self.time]],
                        ]
                    ],
                ]
            ]
        )
    }

    func startJob() async throws {
        let job = try await only("jobs")
        try await patch(
            "jobs",
            job.name,
            subresource: .status,
            ["status": ["active": 1, "startTime": Self.time]]
        )
        try await startPod("pod-1", of: "jobs")
    }

    func completeJob() async throws {
        let job = try await only("jobs")
        try await patch("pods", "pod-1", subresource: .status, ["status": ["phase": "Succeeded"]])
        let condition: JSONValue = [
            "type": "Complete", "status": "True", "lastTransitionTime": Self.later,
            "lastProbeTime": Self.later,
        ]
        try await patch(
            "jobs",
            job.name,
            subresource: .status,
            [
                "status": [
                    "active": nil, "succeeded": 1, "completionTime": Self.later, "conditions": [condition],
                ]
            ]
        )
    }

    /// All Workflows that are in `phase` enter the next.
    func moveWorkflows(from phase: String, to next: String, progress: String) async throws {
        for workflow in try await list("workflows") where workflow.phase == phase {
            var status: [String: JSONValue] = [
                "phase": .string(next), "progress": .string(progress), "startedAt": Self.time,
            ]
            if next != "Running" { status["finishedAt"] = Self.later }
            let tasks = workflow["spec"]?["templates"]?.arrayValue?.compactMap {
                $0["dag"]?["tasks"]?.arrayValue
            }
            let names = (tasks?.joined() ?? [].joined()).compactMap { $0["name"]?.stringValue }
            status["nodes"] = .object(
                Dictionary(
                    uniqueKeysWithValues: names.map { name in
                        (
                            "node-\(name)",
                            [
                                "id": .string("node-\(name)"), "name": .string("\(workflow.name).\(name)"),
                                "displayName": .string(name), "type": "Pod", "phase": .string(next),
                                "startedAt": Self.time,
                            ]
                        )
                    }
                )
            )
            try await patch("workflows", workflow.name, ["status": .object(status)])
        }
    }

    /// Argo ends the Workflows that were asked to shut down.
    func terminateWorkflows() async throws {
        for workflow in try await list("workflows") where workflow["spec"]?["shutdown"] != nil {
            let status: JSONValue = [
                "phase": "Failed", "message": "Stopped with strategy 'Terminate'", "startedAt": Self.time,
                "finishedAt": Self.later,
            ]
            try await patch("workflows", workflow.name, ["status": status])
        }
    }

    /// The Deployment controller has seen the spec and created all pods.
    func fillDeployment() async throws {
        let deployment = try await only("deployments")
        let replicas = deployment["spec"]?["replicas"] ?? 0
        try await patch(
            "deployments",
            deployment.name,
            subresource: .status,
            [
                "status": [
                    "observedGeneration": deployment["metadata"]?["generation"] ?? 1, "replicas": replicas,
                    "updatedReplicas": replicas, "readyReplicas": replicas, "availableReplicas": replicas,
                ]
            ]
        )
    }
}
