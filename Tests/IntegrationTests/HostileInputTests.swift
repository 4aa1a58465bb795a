import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension IntegrationTests {
    struct `Hostile input` {
        // None is empty: Kubernetes 1.20 reads an empty string in a list as null, and refuses it.
        private static let words = [
            "$(HOME)", "$$(HOME)", "${HOME}", "`id`", "'; exit 1 #", "\"", "\\", "a\nb", "\t", "--", "日本語",
            "\u{202E}abc", "{{workflow.name}}", "%n",
        ]

        /// The text that the kubelet expands to those words.
        private static let manifestWords =
            ["$$(HOME)", "$$$$(HOME)"] + words.dropFirst(2)

        @Test func `reaches a container unchanged`() async throws {
            try await withOperator { namespace in
                let arguments = JSONValue.array(Self.words.map(JSONValue.string))
                let run = try await namespace.create(
                    .trainingRun,
                    "hostile",
                    spec: Specs.trainingRun.with(["args": arguments])
                )
                let job = try await namespace.child(Document<JobView>.self, of: run)
                let container = job.json["spec"]?["template"]?["spec"]?["containers"]?[0]
                #expect(container?["args"]?.arrayValue?.map(\.stringValue) == Self.manifestWords)
                let report = try await namespace.wait(for: .trainingRun, "hostile")
                #expect(report.accepted?.status == .true)
            }
        }

        @Test func `that does not decode stays unchanged until it is repaired, and other objects continue`()
            async throws
        {
            try await withNamespace { namespace in
                let odd = try await namespace.withOperator { _ in
                    let odd = try await namespace.create(.pipeline, "odd")
                    let workflow = try await namespace.child(WorkflowView.self, of: odd)
                    try await namespace.patch(
                        WorkflowView.resource,
                        workflow.metadata.name,
                        ["spec": ["suspend": "perhaps"], "status": ["nodes": [1, 2]]]
                    )
                    try await expectWork(in: namespace, on: "meanwhile")
                    return odd
                }
                // An operator that starts later has never seen the Workflow in a readable state.
                try await namespace.withOperator { _ in
                    try await expectWork(in: namespace, on: "after-restart")
                    let found = try await namespace.child(Document<WorkflowView>.self, of: odd)
                    let name = found.metadata.name
                    try await namespace.patch(
                        WorkflowView.resource,
                        name,
                        ["spec": ["suspend": nil], "status": ["nodes": nil]]
                    )
                    try await namespace.complete(try await namespace.child(WorkflowView.self, of: odd))
                    try await namespace.wait(for: .pipeline, "odd", "succeeds") { $0.phase == "Succeeded" }
                }
            }
        }

        private func expectWork(in namespace: TestNamespace, on name: String) async throws {
            let neighbour = try await namespace.create(.pipeline, name)
            try await namespace.child(WorkflowView.self, of: neighbour)
            try await namespace.wait(for: .pipeline, name)
        }
    }
}
