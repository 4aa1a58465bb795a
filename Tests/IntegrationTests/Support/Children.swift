import ClusterTestSupport
import DarkroomAPI
import KubeClient
import KubeCore
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension TestNamespace {
    /// The only child of a type that a custom resource has, once it exists.
    ///
    /// - Parameter expectation: An additional condition that the child must meet.
    @discardableResult
    func child<Child: KubeObject>(
        _ type: Child.Type,
        of owner: ObjectMeta,
        _ expectation: String = "is there",
        within limit: Duration = .seconds(30),
        until holds: (Child) -> Bool = { _ in true }
    ) async throws -> Child {
        let found = try await eventually(
            "the \(type.resource.kind) of \(owner.name) \(expectation)",
            within: limit,
            look: { try await self.children(type, of: owner) },
            until: { $0.count == 1 && $0.allSatisfy(holds) }
        )
        return try #require(found.first)
    }

    /// The current children of a type that a custom resource has.
    func children<Child: KubeObject>(_ type: Child.Type, of owner: ObjectMeta) async throws -> [Child] {
        try await list(type, label: DarkroomLabel.uid, owner.uid)
    }

    /// Names of the objects of some resources that custom resources have caused in the namespace.
    func names(of resources: [APIResource]) async throws -> [String] {
        var names: [String] = []
        for resource in resources {
            switch resource {
            case WorkflowView.resource:
                names += try await list(WorkflowView.self).map { "\(resource)/\($0.metadata.name)" }
            case JobView.resource:
                names += try await list(JobView.self).map { "\(resource)/\($0.metadata.name)" }
            case DeploymentView.resource:
                names += try await list(DeploymentView.self).map { "\(resource)/\($0.metadata.name)" }
            case ServiceView.resource:
                names += try await list(ServiceView.self).map { "\(resource)/\($0.metadata.name)" }
            default: continue
            }
        }
        return names
    }

    /// Ends the container of a Job's only pod with success, acting as the kubelet.
    func complete(_ job: JobView) async throws { try await endContainer(of: job, exitCode: 0) }

    /// Ends the container of a Job's only pod with a failure, acting as the kubelet.
    func fail(_ job: JobView) async throws { try await endContainer(of: job, exitCode: 1) }

    /// The Job's own status is left to the Job controller: a status from another writer is lost when the
    /// controller has just created the pod and writes that the Job is active.
    private func endContainer(of job: JobView, exitCode: Int) async throws {
        let pod = try await eventually(
            "\(job.metadata.name) has its pod",
            look: { try await list(PodView.self, label: "job-name", job.metadata.name).first },
            until: { $0 != nil }
        )
        let now = JSONValue.string(Timestamp(Date()).description)
        let container: JSONValue = [
            "name": "trainer", "image": .string(Specs.image), "imageID": "", "ready": false, "restartCount": 0,
            "state": [
                "terminated": [
                    "exitCode": .integer(Int64(exitCode)), "reason": exitCode == 0 ? "Completed" : "Error",
                    "startedAt": now, "finishedAt": now,
                ]
            ],
        ]
        try await patch(
            PodView.resource,
            #require(pod).metadata.name,
            subresource: .status,
            ["status": ["phase": exitCode == 0 ? "Succeeded" : "Failed", "containerStatuses": [container]]]
        )
    }

    /// Ends a Workflow with success, acting as Argo's controller.
    func complete(_ workflow: WorkflowView) async throws {
        let now = JSONValue.string(Timestamp(Date()).description)
        try await patch(
            WorkflowView.resource,
            workflow.metadata.name,
            ["status": ["phase": "Succeeded", "startedAt": now, "finishedAt": now, "progress": "2/2"]]
        )
    }

    /// Starts the container of a Job's only pod, acting as the kubelet.
    func startContainer(of run: ObjectMeta) async throws {
        let pod = try await child(PodView.self, of: run)
        let now = JSONValue.string(Timestamp(Date()).description)
        let container: JSONValue = [
            "name": "trainer", "image": .string(Specs.image), "imageID": "", "ready": true, "restartCount": 0,
            "state": ["running": ["startedAt": now]],
        ]
        try await patch(
            PodView.resource,
            pod.metadata.name,
            subresource: .status,
            ["status": ["phase": "Running", "containerStatuses": [container]]]
        )
    }
}
