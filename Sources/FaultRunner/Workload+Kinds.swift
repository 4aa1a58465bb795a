import KubeCore

extension Workload {
    private static let image: JSONValue = "localhost/nothing:1"

    static let trainingRuns: [Workload] = {
        let run = "trainingruns"
        let resources = [run, "jobs", "pods"]
        let spec: JSONValue = ["image": image, "command": ["train"], "hyperparameters": ["epochs": 3]]
        let create = Step.create(run, spec) { $0.settled(run, "Queued", ["jobs": 1]) }
        return [
            Workload(
                name: "trainingrun-ready",
                resources: resources,
                steps: [
                    create,
                    Step({ try await $0.startJob() }) { $0.settled(run, "Running", ["jobs": 1]) },
                    Step({ try await $0.completeJob() }) { $0.settled(run, "Succeeded", ["jobs": 1]) },
                ]
            ),
            Workload(
                name: "trainingrun-update",
                resources: resources,
                steps: [
                    create,
                    .change(run, ["hyperparameters": ["epochs": 9]]) {
                        $0.settled(run, "Queued", ["jobs": 1]) && $0.contains("jobs", #""value":"9""#)
                            && $0.contains(run, "has no pod yet")
                    },
                ]
            ),
            Workload(
                name: "trainingrun-suspend",
                resources: resources,
                steps: [
                    create,
                    .change(run, ["suspend": true]) { $0.settled(run, "Suspended", ["jobs": 0]) },
                    .change(run, ["suspend": false]) { $0.settled(run, "Queued", ["jobs": 1]) },
                ]
            ),
            Workload(
                name: "trainingrun-orphaned",
                resources: resources,
                steps: [create, .removeChild("jobs") { $0.settled(run, "Queued", ["jobs": 1]) }]
            ),
            Workload(name: "trainingrun-deleted", resources: resources, steps: [create, .remove(run)]),
        ]
    }()

    static let imagePipelines: [Workload] = {
        let pipeline = "imagepipelines"
        let resources = [pipeline, "workflows"]
        let spec: JSONValue = [
            "steps": [
                ["name": "first", "image": image, "command": ["one"]],
                ["name": "second", "image": image, "dependsOn": ["first"]],
            ]
        ]
        let other: JSONValue = ["steps": [["name": "only", "image": image]]]
        let create = Step.create(pipeline, spec) { $0.settled(pipeline, "Pending", ["workflows": 1]) }
        let begin = Step({ try await $0.moveWorkflows(from: "", to: "Running", progress: "0/2") }) {
            $0.settled(pipeline, "Running", ["workflows": 1])
        }
        return [
            Workload(
                name: "imagepipeline-ready",
                resources: resources,
                steps: [
                    create, begin,
                    Step({ try await $0.moveWorkflows(from: "Running", to: "Succeeded", progress: "2/2") }) {
                        $0.settled(pipeline, "Succeeded", ["workflows": 1])
                    },
                ]
            ),
            Workload(
                name: "imagepipeline-update",
                resources: resources,
                steps: [
                    create, begin,
                    .change(pipeline, other) {
                        $0.settled(pipeline, "Pending", ["workflows": 2])
                            && $0.contains("workflows", #""shutdown":"Terminate""#)
                    },
                    Step({ try await $0.terminateWorkflows() }) {
                        $0.settled(pipeline, "Pending", ["workflows": 2])
                            && $0.contains(pipeline, #""recentRuns":[{"#)
                    },
                ]
            ),
            Workload(
                name: "imagepipeline-suspend",
                resources: resources,
                steps: [
                    create, begin,
                    .change(pipeline, ["runPolicy": ["suspend": true]]) {
                        $0.settled(pipeline, "Suspended", ["workflows": 1])
                            && $0.contains("workflows", #""suspend":true"#)
                    },
                    .change(pipeline, ["runPolicy": ["suspend": false]]) {
                        $0.settled(pipeline, "Running", ["workflows": 1])
                            && !$0.contains("workflows", #""suspend":true"#)
                    },
                ]
            ),
            Workload(
                name: "imagepipeline-orphaned",
                resources: resources,
                steps: [
                    create, begin,
                    .removeChild("workflows") { state in
                        state[pipeline]?.allSatisfy { $0.phase != "Running" && $0.isReportedOn } ?? false
                    },
                ]
            ),
            Workload(
                name: "imagepipeline-deleted",
                resources: resources,
                steps: [create, begin, .remove(pipeline)]
            ),
        ]
    }()

    static let inferenceServices: [Workload] = {
        let service = "inferenceservices"
        let resources = [service, "deployments", "services", "pods"]
        let both = ["deployments": 1, "services": 1]
        func spec(_ floor: Int64) -> JSONValue {
            ["image": image, "scaling": ["minReplicas": .integer(floor), "maxReplicas": 4]]
        }
        let create = Step.create(service, spec(1)) { $0.settled(service, "Activating", both) }
        let fill = Step(
            { plane in
                try await plane.startPod("pod-1", of: "deployments")
                try await plane.fillDeployment()
            },
            until: { $0.settled(service, "Ready", both) }
        )
        return [
            Workload(name: "inferenceservice-ready", resources: resources, steps: [create, fill]),
            Workload(
                name: "inferenceservice-update",
                resources: resources,
                steps: [
                    create, fill,
                    .change(service, ["command": ["serve", "--better"]]) {
                        $0.settled(service, "Ready", both) && $0.contains("deployments", "--better")
                    },
                ]
            ),
            Workload(
                name: "inferenceservice-scale",
                resources: resources,
                steps: [
                    .create(service, spec(0)) { $0.settled(service, "Idle", both) },
                    .change(service, ["scaling": ["minReplicas": 2]]) {
                        $0.settled(service, "Activating", both)
                            && $0.contains("deployments", #""replicas":2"#)
                    },
                    .change(service, ["stopped": true]) {
                        $0.settled(service, "Stopped", both) && $0.contains("deployments", #""replicas":0"#)
                    },
                ]
            ),
            Workload(
                name: "inferenceservice-orphaned",
                resources: resources,
                steps: [
                    create,
                    .removeChild("deployments") { $0.settled(service, "Activating", both) },
                    .removeChild("services") { $0.settled(service, "Activating", both) },
                ]
            ),
            Workload(
                name: "inferenceservice-deleted",
                resources: resources,
                steps: [create, fill, .remove(service)]
            ),
        ]
    }()

    /// Three custom resources of each kind that exist before the operator starts, which it does twice: lists have pages.
    static let several: [Workload] = [trainingRuns, imagePipelines, inferenceServices].compactMap {
        workloads in
        guard let first = workloads.first else { return nil }
        let (kind, children) = (first.kind, first.resources.dropFirst().filter { $0 != "pods" })
        let areSettled: @Sendable ([String: [JSONValue]]) -> Bool = { state in
            state[kind]?.count == 3 && (state[kind] ?? []).allSatisfy { $0.isReportedOn }
                && children.allSatisfy { state[$0]?.count == 3 }
        }
        return Workload(
            name: "\(kind)-several",
            resources: first.resources,
            preparation: { plane in
                for suffix in ["a", "b", "c"] {
                    try await plane.create(kind, "\(subject)-\(suffix)", spec: Workload.spec(of: kind))
                }
            },
            steps: [Step({ _ in }, until: areSettled), .restart(until: areSettled)]
        )
    }

    /// A spec of each kind.
    static func spec(of kind: String) -> JSONValue {
        kind == "imagepipelines"
            ? ["steps": [["name": "only", "image": image]]]
            : ["image": image, "command": ["run"]]
    }
}
