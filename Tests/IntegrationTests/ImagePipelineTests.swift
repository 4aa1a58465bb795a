import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension IntegrationTests {
    struct `An ImagePipeline` {
        @Test func `that changes replaces its active run by a new one`() async throws {
            try await withOperator { namespace in
                let pipeline = try await namespace.create(.pipeline, "changing")
                let first = try await namespace.child(WorkflowView.self, of: pipeline)
                try await namespace.patch(
                    ImagePipeline.resource,
                    "changing",
                    ["spec": ["steps": [["name": "only", "image": .string(Specs.image)]]]]
                )
                let workflows = try await eventually(
                    "there are two runs",
                    look: { try await namespace.children(WorkflowView.self, of: pipeline) },
                    until: { $0.count == 2 && $0.contains { $0.spec?.shutdown != nil } }
                )
                #expect(workflows.first { $0.spec?.shutdown != nil }?.metadata.uid == first.metadata.uid)
            }
        }

        @Test func `runs again when its rerun token changes, and only then`() async throws {
            try await withOperator { namespace in
                let pipeline = try await namespace.create(.pipeline, "again")
                try await namespace.complete(try await namespace.child(WorkflowView.self, of: pipeline))
                try await namespace.wait(for: .pipeline, "again", "succeeds") { $0.phase == "Succeeded" }

                try await namespace.patch(
                    ImagePipeline.resource,
                    "again",
                    ["metadata": ["annotations": ["example.com/note": "x"]]]
                )
                try await namespace.patch(
                    ImagePipeline.resource,
                    "again",
                    ["spec": ["runPolicy": ["historyLimit": 5]]]
                )
                try await namespace.wait(for: .pipeline, "again") { $0.observedGeneration == 2 }
                #expect(try await namespace.children(WorkflowView.self, of: pipeline).count == 1)

                try await namespace.patch(
                    ImagePipeline.resource,
                    "again",
                    ["metadata": ["annotations": ["darkroom.dev/run-id": "2"]]]
                )
                try await eventually(
                    "there is a second run",
                    look: { try await namespace.children(WorkflowView.self, of: pipeline) },
                    until: { $0.count == 2 }
                )
            }
        }

        @Test func `is suspended and resumed`() async throws {
            try await withOperator { namespace in
                let pipeline = try await namespace.create(.pipeline, "paused")
                try await namespace.child(WorkflowView.self, of: pipeline)
                try await namespace.patch(
                    ImagePipeline.resource,
                    "paused",
                    ["spec": ["runPolicy": ["suspend": true]]]
                )
                try await namespace.child(WorkflowView.self, of: pipeline, "is suspended") {
                    $0.spec?.suspend == true
                }
                try await namespace.wait(for: .pipeline, "paused", "is suspended") { $0.phase == "Suspended" }
                try await namespace.patch(
                    ImagePipeline.resource,
                    "paused",
                    ["spec": ["runPolicy": ["suspend": false]]]
                )
                try await namespace.child(WorkflowView.self, of: pipeline, "continues") {
                    $0.spec?.suspend != true
                }
                try await namespace.wait(for: .pipeline, "paused", "continues") { $0.phase != "Suspended" }
            }
        }
    }
}
