import DarkroomAPI
import KubeCore

@testable import DarkroomLogic

/// An ImagePipeline with its Workflows, as the operator may observe them.
struct ImagePipelineScene {
    var pipeline: ImagePipeline
    var workflows: [WorkflowView] = []
    var departed: [WorkflowView] = []
    var pods: [PodView] = []
    var rejections: [ChildRejection] = []
    var now = Timestamp.noon

    init(_ change: (inout ImagePipelineSpec) -> Void = { _ in }) { pipeline = .sample(change) }

    /// Name of the Workflow of the run that the spec asks for.
    var requested: String { ImagePipelinePlanner.workflowName(for: pipeline) }

    /// Adds a Workflow, by default that of the requested run, with its Argo phase, the rest of its status and its spec.
    @discardableResult
    mutating func add(
        _ name: String? = nil,
        phase: String? = "Running",
        finishedAfter seconds: Double? = nil,
        status: JSONValue = [:],
        spec: JSONValue = [:]
    ) throws -> WorkflowView {
        let name = name ?? requested
        let known: JSONValue = [
            "phase": phase.map(JSONValue.string) ?? nil,
            "finishedAt": seconds.map { Timestamp.noon.adding($0).json } ?? nil,
        ]
        let object: JSONValue = [
            "metadata": ["name": .string(name), "namespace": "team", "uid": .string("uid-\(name)")],
            "spec": spec, "status": known.merged(with: status),
        ]
        var workflow = try object.decode(WorkflowView.self)
        workflow.metadata.ownerReferences = [pipeline.controllerReference]
        workflows.append(workflow)
        return workflow
    }

    /// Argo's node of a step.
    static func node(_ run: String, _ step: String, _ phase: String, _ message: String? = nil) -> JSONValue {
        [
            "nodes": [
                step: [
                    "name": .string("\(run).\(step)"), "phase": .string(phase),
                    "message": message.map(JSONValue.string) ?? nil,
                ]
            ]
        ]
    }

    var observation: ImagePipelineObservation {
        ImagePipelineObservation(
            pipeline: pipeline,
            workflows: workflows,
            departed: departed,
            pods: pods,
            rejections: rejections,
            configuration: OperatorConfiguration(),
            now: now
        )
    }

    var observed: ObservedImagePipeline { ObservedImagePipeline(observation) }
    var stage: ImagePipelineStage { ImagePipelineStage(observed) }
    var plan: ReconcilePlan<ImagePipelineStatus> { ImagePipelinePlanner.plan(observation) }

    /// The stage of the run that is displayed.
    var runStage: ImagePipelineRunStage? { stage.displayedRun?.stage }

    /// The API server's rejection of the requested run's Workflow, or of a change to the Workflow of this name.
    func quota(_ name: String? = nil) -> ChildRejection {
        .rejected(
            WorkflowView.resource,
            ObjectKey(namespace: "team", name: name ?? requested),
            by: KubeStatus(code: 403, reason: "Forbidden", message: "exceeded quota")
        )
    }
}
