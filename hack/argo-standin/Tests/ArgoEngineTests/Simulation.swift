import ArgoModel
import KubeCore
import Testing

@testable import ArgoEngine

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A Workflow and its pods under a planner whose plans are carried out at once, with a manual clock.
struct Simulation {
    var workflow: Workflow
    var pods: [Pod] = []
    var now = Timestamp(Date(timeIntervalSince1970: 1_767_225_600))
    private(set) var created: [String] = []

    init(_ spec: JSONValue, name: String = "wf") {
        let metadata = ObjectMeta(name: name, namespace: "ns", uid: "uid-1", resourceVersion: "1")
        workflow = Workflow(metadata: metadata, spec: spec)
    }

    /// A Workflow whose entrypoint `main` is a DAG of `tasks` that all run the template `step`.
    static func dag(
        _ tasks: [JSONValue],
        failFast: Bool = true,
        step: [String: JSONValue] = [:],
        spec: [String: JSONValue] = [:]
    ) -> Simulation {
        let base: [String: JSONValue] = ["name": "step", "container": ["image": "busybox"]]
        let templates: JSONValue = [
            ["name": "main", "dag": ["failFast": .bool(failFast), "tasks": .array(tasks)]],
            .object(base.merging(step) { $1 }),
        ]
        let fields: [String: JSONValue] = ["entrypoint": "main", "templates": templates]
        return Simulation(.object(fields.merging(spec) { $1 }))
    }

    static func task(_ name: String, after: [String] = [], _ more: [String: JSONValue] = [:]) -> JSONValue {
        var fields: [String: JSONValue] = ["name": .string(name), "template": "step"]
        if !after.isEmpty { fields["dependencies"] = .array(after.map(JSONValue.string)) }
        return .object(fields.merging(more) { $1 })
    }

    func plan(rejections: [String: PodRejection] = [:]) -> WorkflowPlan {
        WorkflowPlanner.plan(workflow, pods: pods, rejections: rejections, now: now)
    }

    /// Plans once and carries the plan out.
    mutating func step() throws {
        let plan = plan()
        for creation in plan.creations {
            var pod = try creation.manifest.decode(Pod.self)
            pod.metadata.uid = "\(creation.name)-\(created.count)"
            pods.append(pod)
            created.append(creation.name)
        }
        if let patch = try plan.patch(for: workflow, now: now) {
            let before = try JSONValue(encoding: workflow.status)
            workflow.status = try before.merging(patch["status"] ?? [:]).decode(WorkflowStatus.self)
            for (name, value) in patch["metadata"]?["labels"]?.objectValue ?? [:] {
                workflow.metadata.labels[name] = value.stringValue
            }
            for (name, value) in patch["metadata"]?["annotations"]?.objectValue ?? [:] {
                workflow.metadata.annotations[name] = value.stringValue
            }
        }
        #expect(workflow.status == plan.status)
        let completed = Set(plan.completions.map(\.uid))
        for index in pods.indices where completed.contains(pods[index].metadata.uid) {
            pods[index].metadata.labels[ArgoNames.completedLabel] = "true"
        }
        let deleted = Set(plan.deletions.map(\.uid))
        pods.removeAll { deleted.contains($0.metadata.uid) }
    }

    /// Steps until a plan changes nothing.
    mutating func settle() throws {
        for _ in 0..<50 {
            let before = (workflow.status, pods.count, created.count)
            try step()
            if before == (workflow.status, pods.count, created.count) { return }
        }
        Issue.record("does not settle")
    }

    /// The node of a task (its name without the Workflow's).
    func node(_ task: String) -> NodeStatus? {
        workflow.status.nodes?[ArgoNames.nodeID(workflow: "wf", node: "wf.\(task)")]
    }

    var root: NodeStatus? { workflow.status.nodes?["wf"] }

    /// Names (without the Workflow's) of the nodes whose pods exist.
    var podNodes: [String] {
        pods.compactMap { $0.metadata.annotations[ArgoNames.nodeNameAnnotation] }
            .map { String($0.dropFirst("wf.".count)) }.sorted()
    }

    mutating func update(_ task: String, _ change: (inout Pod) -> Void) throws {
        let index = pods.firstIndex { $0.metadata.annotations[ArgoNames.nodeNameAnnotation] == "wf.\(task)" }
        change(&pods[try #require(index, "there is no pod of \(task)")])
    }

    mutating func start(_ task: String) throws {
        try update(task) { pod in
            pod.status.phase = "Running"
            pod.spec.nodeName = "node-1"
        }
        try settle()
    }

    mutating func succeed(_ tasks: String...) throws {
        for task in tasks { try end(task, "Succeeded", exitCode: 0) }
        try settle()
    }

    mutating func fail(_ tasks: String..., exitCode: Int32 = 1) throws {
        for task in tasks { try end(task, "Failed", exitCode: exitCode) }
        try settle()
    }

    private mutating func end(_ task: String, _ phase: String, exitCode: Int32) throws {
        let end = Pod.Terminated(
            exitCode: exitCode,
            reason: exitCode == 0 ? "Completed" : "Error",
            finishedAt: now
        )
        try update(task) { pod in
            pod.status.phase = phase
            pod.status.containerStatuses = [Pod.Container(name: "main", state: Pod.State(terminated: end))]
        }
    }

    mutating func delete(_ task: String) throws {
        try update(task) { _ in }
        pods.removeAll { $0.metadata.annotations[ArgoNames.nodeNameAnnotation] == "wf.\(task)" }
        try settle()
    }

    func later(_ seconds: Int) -> Timestamp { now.advanced(by: .seconds(seconds)) }

    mutating func pass(seconds: Int) throws {
        now = later(seconds)
        try settle()
    }

    mutating func set(_ field: String, _ value: JSONValue) throws {
        guard case .object(var fields) = workflow.spec else { return }
        fields[field] = value
        workflow.spec = .object(fields)
        try settle()
    }
}

extension JSONValue {
    /// RFC 7396, to check the patches against.
    func merging(_ patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var members = objectValue ?? [:]
        for (name, value) in changes {
            if value == .null {
                members.removeValue(forKey: name)
            } else {
                members[name] = (members[name] ?? .null).merging(value)
            }
        }
        return .object(members)
    }
}
