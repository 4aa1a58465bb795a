import DarkroomAPI
import KubeCore

@testable import DarkroomLogic

/// An InferenceService with its children and pods, as the operator may observe them.
struct InferenceServiceScene {
    var service: InferenceService
    var deployments: [DeploymentView] = []
    var services: [ServiceView] = []
    var pods: [PodView] = []
    var trainingRun: TrainingRun?
    var rejections: [ChildRejection] = []
    var configuration = OperatorConfiguration()

    init(_ change: (inout InferenceServiceSpec) -> Void = { _ in }) {
        service = .sample(change)
        configuration.pods.toolImage = InferenceModelTests.image
        configuration.gateway = OperatorConfiguration.Gateway(url: "http://gateway")
    }

    /// Adds a Deployment and a Service that match the spec, the Deployment with this number of replicas.
    mutating func deploy(replicas: Int, ready: Int = 0, status: JSONValue = [:]) throws {
        let manifest = InferenceDeploymentManifest(service, observed.model.source, configuration)
        let count = JSONValue.integer(Int64(ready))
        let known: JSONValue = [
            "observedGeneration": 1, "replicas": count, "readyReplicas": count, "updatedReplicas": count,
        ]
        let change: JSONValue = [
            "metadata": ["uid": "deployment", "generation": 1], "spec": ["replicas": .integer(Int64(replicas))],
            "status": known.merged(with: status),
        ]
        deployments = [try manifest.created.body.merged(with: change).decode()]
        let body = InferenceClusterServiceManifest(service).applied.body
        services = [try body.merged(with: ["metadata": ["uid": "service"]]).decode()]
    }

    /// Adds a pod that serves the model with this label, or the one that the Deployment's pods have now.
    mutating func addPod(_ name: String, isReady: Bool, of version: ModelVersion? = nil, status: JSONValue = [:]) throws
    {
        let source = observed.model.source
        let label = version.map { SpecHash.of((try? JSONValue(encoding: $0)) ?? .null) } ?? source?.label
        let ready: JSONValue = ["type": "Ready", "status": isReady ? "True" : "False"]
        let running: JSONValue = ["phase": "Running", "conditions": [ready]]
        pods.append(
            try .sample(
                name,
                node: "gpu-1",
                labels: label.map { [DarkroomLabel.modelVersion: $0] } ?? [:],
                annotations: version.map { [DarkroomAnnotation.model: $0.record] } ?? [:],
                status: running.merged(with: status)
            )
        )
    }

    var observation: InferenceServiceObservation {
        InferenceServiceObservation(
            service: service,
            deployments: deployments,
            services: services,
            pods: pods,
            trainingRun: trainingRun,
            rejections: rejections,
            configuration: configuration,
            now: .noon
        )
    }

    var observed: ObservedInferenceService { ObservedInferenceService(observation) }
    var stage: InferenceServiceStage { InferenceServiceStage(observed) }
    var plan: ReconcilePlan<InferenceServiceStatus> { InferenceServicePlanner.plan(observation) }

    /// The API server's rejection of a child.
    static func quota(_ resource: APIResource) -> ChildRejection {
        .rejected(
            resource,
            ObjectKey(namespace: "team", name: "segment"),
            by: KubeStatus(code: 403, reason: "Forbidden", message: "exceeded quota")
        )
    }
}
