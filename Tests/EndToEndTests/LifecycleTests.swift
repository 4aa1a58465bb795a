import ClusterTestSupport
import DarkroomAPI
import KubeClient
import KubeCore
import Testing

extension EndToEndTests {
    struct Lifecycle {
        @Test func `of runs continues when the leading operator is deleted midway, and each runs once`() async throws {
            try await withNamespace { namespace in
                let log = TestEnvironment.hasAuditLog ? try AuditLog.fromNowOn() : nil
                let run = try await namespace.create(
                    TrainingRun.resource,
                    "midway",
                    ["spec": Workload.shell("sleep 5")]
                )
                let pipeline = try await namespace.create(
                    ImagePipeline.resource,
                    "midway",
                    ["spec": Workload.pipeline("sleep 3")]
                )
                try await namespace.wait(for: TrainingRun.self, "midway", "runs", within: .seconds(60)) {
                    $0.status?.phase == .running
                }
                let leader = try await Leader.current(namespace.client)
                try await namespace.client.delete(
                    PodView.resource,
                    ObjectKey(namespace: leader.namespace, name: leader.pod),
                    uid: nil
                )

                let kubectl = try Kubectl(namespace: namespace.name)
                try await kubectl("wait", "--for=condition=Succeeded", "--timeout=90s", "trainingruns/midway")
                try await kubectl("wait", "--for=condition=Succeeded", "--timeout=90s", "imagepipelines/midway")
                #expect(try await Leader.current(namespace.client).pod != leader.pod)

                let jobs = try await namespace.list(JobView.self)
                #expect(jobs.map { $0.metadata.controller?.uid } == [run.uid])
                #expect(jobs.first?.status?.succeeded == 1)
                let workflows = try await namespace.list(WorkflowView.self)
                #expect(workflows.map { $0.metadata.controller?.uid } == [pipeline.uid])
                #expect(try await namespace.list(PodView.self).count == 3)
                if let log {
                    let creations = try log.operatorWrites(in: namespace.name).filter { $0.verb == "create" }
                    #expect(creations.countsByAction == ["create secrets": 1, "create jobs": 1, "create workflows": 1])
                }
            }
        }

        @Test func `of a run starts over when a user deletes its running Job`() async throws {
            try await withNamespace { namespace in
                let run = try await namespace.create(
                    TrainingRun.resource,
                    "again",
                    ["spec": Workload.shell("trap 'exit 0' TERM; sleep 10 & wait")]
                )
                try await namespace.wait(for: TrainingRun.self, "again", "runs", within: .seconds(60)) {
                    $0.status?.phase == .running
                }
                let job = try #require(try await namespace.list(JobView.self).first)
                try await namespace.delete(JobView.resource, job.metadata.name)
                // Under the same name, or as the next attempt if the deletion of its pod is seen first.
                try await eventually(
                    "the Job has been replaced",
                    within: .seconds(90),
                    look: { try await namespace.list(JobView.self) },
                    until: { jobs in
                        jobs.contains {
                            $0.metadata.uid != job.metadata.uid && $0.metadata.controller?.uid == run.uid
                        }
                    }
                )
                let kubectl = try Kubectl(namespace: namespace.name)
                try await kubectl("wait", "--for=condition=Succeeded", "--timeout=90s", "trainingruns/again")
            }
        }

        @Test func `of all children ends with their custom resource`() async throws {
            try await withNamespace { namespace in
                try await namespace.create(TrainingRun.resource, "gone", ["spec": Workload.shell(Workload.endless)])
                try await namespace.create(
                    ImagePipeline.resource,
                    "gone",
                    ["spec": Workload.pipeline(Workload.endless)]
                )
                try await namespace.create(InferenceService.resource, "gone", ["spec": Workload.service])
                try await namespace.wait(for: TrainingRun.self, "gone", "runs", within: .seconds(60)) {
                    $0.status?.phase == .running
                }
                try await namespace.wait(for: ImagePipeline.self, "gone", "runs", within: .seconds(60)) {
                    $0.status?.phase == .running
                }
                let kubectl = try Kubectl(namespace: namespace.name)
                try await kubectl("wait", "--for=condition=Ready", "--timeout=90s", "inferenceservices/gone")

                try await kubectl("delete", "trainingruns,imagepipelines,inferenceservices", "--all")
                try await eventually(
                    "nothing of it is left",
                    within: .seconds(180),
                    look: { try await kubectl("get", "jobs,workflows,deployments,services,pods", "--output=name") },
                    until: \.isEmpty
                )
            }
        }
    }
}
