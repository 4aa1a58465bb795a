import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension IntegrationTests {
    struct Deletion {
        @Test(arguments: Kind.all)
        func `of a custom resource removes its children`(kind: Kind) async throws {
            try await withOperator { namespace in
                try await namespace.create(kind, "doomed")
                try await eventually(
                    "all children are there",
                    look: { try await namespace.names(of: kind.children) },
                    until: { $0.count == kind.children.count }
                )
                try await namespace.delete(kind.resource, "doomed")
                try await eventually(
                    "the garbage collector removed the children",
                    within: .seconds(60),
                    look: { try await namespace.names(of: kind.children) },
                    until: \.isEmpty
                )
            }
        }

        @Test func `of a Workflow by a user makes the operator recreate it`() async throws {
            try await expectReturn(of: WorkflowView.self, to: .pipeline)
        }

        @Test func `of a Job by a user makes the operator recreate it`() async throws {
            try await expectReturn(of: JobView.self, to: .trainingRun)
        }

        @Test func `of a Deployment by a user makes the operator recreate it`() async throws {
            try await expectReturn(of: DeploymentView.self, to: .inferenceService)
        }

        @Test func `of a Service by a user makes the operator recreate it`() async throws {
            try await expectReturn(of: ServiceView.self, to: .inferenceService)
        }

        @Test func `of a finished Job does not run it again`() async throws {
            try await withOperator { namespace in
                let run = try await namespace.create(.trainingRun, "done")
                let job = try await namespace.child(JobView.self, of: run)
                try await namespace.complete(job)
                try await namespace.wait(for: .trainingRun, "done", "succeeds") { $0.phase == "Succeeded" }

                try await namespace.delete(JobView.resource, job.metadata.name)
                try await namespace.waitUntilGone(JobView.self, job.metadata.name)
                try await expectNothingNew(namespace, .trainingRun, "done")
            }
        }

        @Test func `of a finished Workflow does not run it again`() async throws {
            try await withOperator { namespace in
                let pipeline = try await namespace.create(.pipeline, "done")
                let workflow = try await namespace.child(WorkflowView.self, of: pipeline)
                try await namespace.complete(workflow)
                try await namespace.wait(for: .pipeline, "done", "succeeds") { $0.phase == "Succeeded" }

                try await namespace.delete(WorkflowView.resource, workflow.metadata.name)
                try await namespace.waitUntilGone(WorkflowView.self, workflow.metadata.name)
                try await expectNothingNew(namespace, .pipeline, "done")
            }
        }

        @Test func `of a Workflow while no operator runs leaves the decision to a user`() async throws {
            try await withNamespace { namespace in
                let pipeline = try await namespace.withOperator { _ in
                    let pipeline = try await namespace.create(.pipeline, "unseen")
                    try await namespace.wait(for: ImagePipeline.self, "unseen", "has a run") {
                        $0.status?.run?.uid != nil
                    }
                    return pipeline
                }
                let workflow = try await namespace.child(WorkflowView.self, of: pipeline)
                try await namespace.delete(WorkflowView.resource, workflow.metadata.name)
                try await namespace.waitUntilGone(WorkflowView.self, workflow.metadata.name)
                try await namespace.withOperator { _ in
                    try await namespace.wait(for: .pipeline, "unseen", "asks") {
                        $0.conditions["Succeeded"]?.reason == "OutcomeUnknown"
                    }
                    #expect(try await namespace.names(of: Kind.pipeline.children).isEmpty)
                    try await namespace.patch(
                        ImagePipeline.resource,
                        "unseen",
                        ["metadata": ["annotations": [DarkroomAnnotation.runID: "again"]]]
                    )
                    let next = try await namespace.child(WorkflowView.self, of: pipeline)
                    #expect(next.metadata.name != workflow.metadata.name)
                }
            }
        }

        @Test func `of a Job while no operator runs leaves the decision to a user`() async throws {
            try await withNamespace { namespace in
                let run = try await namespace.withOperator { _ in
                    let run = try await namespace.create(.trainingRun, "unseen")
                    try await namespace.wait(for: TrainingRun.self, "unseen", "has a Job") {
                        $0.status?.job?.uid != nil
                    }
                    return run
                }
                let job = try await namespace.child(JobView.self, of: run)
                try await namespace.delete(JobView.resource, job.metadata.name)
                try await eventually(
                    "the Job and its pod are gone",
                    within: .seconds(60),
                    look: { try await (namespace.list(JobView.self).count, namespace.list(PodView.self).count) },
                    until: { $0 == (0, 0) }
                )
                try await namespace.withOperator { _ in
                    try await namespace.wait(for: .trainingRun, "unseen", "asks") {
                        $0.conditions["Succeeded"]?.reason == "OutcomeUnknown"
                    }
                    #expect(try await namespace.names(of: Kind.trainingRun.children).isEmpty)
                    try await namespace.patch(
                        TrainingRun.resource,
                        "unseen",
                        ["metadata": ["annotations": [DarkroomAnnotation.runID: .string(job.metadata.uid)]]]
                    )
                    try await namespace.child(JobView.self, of: run, "has been replaced") {
                        $0.metadata.uid != job.metadata.uid
                    }
                }
            }
        }

        private func expectReturn<Child: KubeObject>(of type: Child.Type, to kind: Kind) async throws {
            try await withOperator { namespace in
                let owner = try await namespace.create(kind, "steady")
                let child = try await namespace.child(type, of: owner)
                try await namespace.delete(type.resource, child.metadata.name)
                let successor = try await namespace.child(type, of: owner, "has been replaced") {
                    $0.metadata.uid != child.metadata.uid && !$0.metadata.isBeingDeleted
                }
                #expect(Self.name(of: successor) == Self.name(of: child))
            }
        }

        /// A child's name without the number of an attempt: the operator may see that a Job's pod is deleted before it sees
        /// that the Job is. The attempt then counts as disrupted, and the next one follows.
        private static func name(of child: some KubeObject) -> Substring {
            let name = child.metadata.name
            guard child is JobView, let end = name.lastIndex(of: "-") else { return name[...] }
            return name[..<end]
        }

        /// An operator that would run it again does so at once; one that starts later knows only the
        /// status.
        private func expectNothingNew(_ namespace: TestNamespace, _ kind: Kind, _ name: String) async throws {
            try await namespace.withOperator { _ in try await Task.sleep(for: .seconds(2)) }
            #expect(try await namespace.names(of: kind.children).isEmpty)
            #expect(try await kind.report(namespace, name)?.phase == "Succeeded")
        }
    }
}
