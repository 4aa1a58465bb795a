import ClusterTestSupport
import DarkroomAPI
import DarkroomLogic
import KubeClient
import KubeCore
import Testing

/// An object of another owner that has the name of a child.
struct Squatter: Sendable, CustomTestStringConvertible {
    let resource: APIResource
    let kind: Kind
    let spec: JSONValue
    /// The name of the child.
    let name: @Sendable (TestNamespace) async throws -> String

    var testDescription: String { resource.kind }

    private static let pod: JSONValue = [
        "metadata": ["labels": ["app": "squatter"]],
        "spec": [
            "restartPolicy": "Never", "nodeSelector": ["darkroom.dev/test": "absent"],
            "containers": [["name": "main", "image": .string(Specs.image)]],
        ],
    ]

    static let all = [
        Squatter(resource: WorkflowView.resource, kind: .pipeline, spec: ["entrypoint": "none"]) {
            namespace in
            let pipeline = try await namespace.client.get(ImagePipeline.self, namespace.key("late"))
            return ImagePipelinePlanner.workflowName(for: pipeline)
        },
        Squatter(resource: JobView.resource, kind: .trainingRun, spec: ["template": pod]) { namespace in
            let run = try await namespace.client.get(TrainingRun.self, namespace.key("late"))
            return TrainingRunPlanner.jobName(for: run)
        },
        Squatter(
            resource: DeploymentView.resource,
            kind: .inferenceService,
            spec: [
                "replicas": 0, "selector": ["matchLabels": ["app": "squatter"]],
                "template": pod.with([
                    "spec": ["containers": [["name": "main", "image": .string(Specs.image)]]]
                ]),
            ]
        ) { _ in "late" },
        Squatter(
            resource: ServiceView.resource,
            kind: .inferenceService,
            spec: ["ports": [["port": 80]]]
        ) { _ in "late" },
    ]
}

extension IntegrationTests {
    @Suite(.enabled(if: TestEnvironment.hasAuditLog, "needs the API server's audit log (DARKROOM_AUDIT_LOG)"))
    struct `An object of another owner with a child's name` {
        @Test(arguments: Squatter.all)
        func `is left unchanged and named on the custom resource`(squatter: Squatter) async throws {
            try await withNamespace { namespace in
                try await namespace.create(squatter.kind, "late")
                let name = try await squatter.name(namespace)
                try await namespace.create(squatter.resource, name, ["spec": squatter.spec])

                let log = try AuditLog.fromNowOn()
                try await namespace.withOperator { _ in
                    let report = try await namespace.wait(for: squatter.kind, "late")
                    #expect(report.accepted?.status == .true)
                    #expect(report.message.contains("NameConflict"))
                    #expect(report.message.contains("\(squatter.resource.kind) \(namespace.name)/\(name)"))
                    #expect(report.conditions.contains { $0.reason == "NameConflict" })

                    let writes = try await log.settledOperatorWrites(in: namespace.name)
                    let touched = writes.filter {
                        $0.resource == squatter.resource.plural && $0.verb != "create"
                    }
                    #expect(touched.isEmpty)
                }
            }
        }
    }
}
