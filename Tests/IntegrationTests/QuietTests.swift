import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension IntegrationTests {
    @Suite(.enabled(if: TestEnvironment.hasAuditLog, "needs the API server's audit log (DARKROOM_AUDIT_LOG)"))
    struct `A settled cluster` {
        private static let count = 100

        @Test func `of 100 objects of each kind gets no write except those to the Lease`() async throws {
            // The deletion of so many objects keeps the servers busy, which would slow down the following tests.
            try await withNamespace(waitsForItsEnd: true) { namespace in
                let writes = try await namespace.withOperator(electedAs: "quiet") { _ in
                    let began = try AuditLog.fromNowOn()
                    try await fill(namespace)
                    try await settle(namespace)
                    _ = try await began.settledWrites(in: namespace.name, after: .seconds(5), within: .seconds(240))

                    let log = try AuditLog.fromNowOn()
                    try await Task.sleep(for: .seconds(TestEnvironment.quietSeconds))
                    return try log.events().filter(\.isWrite)
                }

                // The operator's in all namespaces, and those of all clients here: it must not keep them busy either.
                let ours = writes.filter { $0.isByOperator && $0.resource != "leases" }
                #expect(ours.countsByAction == [:])
                // Except for Events of other components: the scheduler repeats its last ones every half hour.
                let others = writes.filter { $0.namespace == namespace.name && $0.resource != "events" }
                #expect(others.countsByAction == [:])
                #expect(
                    writes.contains { $0.isByOperator && $0.resource == "leases" },
                    "the operator worked meanwhile"
                )
            }
        }

        /// Every second run is suspended and the others are finished below, so that no pod waits for a node, which
        /// would keep the scheduler writing.
        private func fill(_ namespace: TestNamespace) async throws {
            for index in 0..<Self.count {
                let suspended = Specs.trainingRun.with(["suspend": true])
                try await namespace.create(.pipeline, "pipeline-\(index)")
                try await namespace.create(
                    .trainingRun,
                    "run-\(index)",
                    spec: index.isMultiple(of: 2) ? suspended : Specs.trainingRun
                )
                try await namespace.create(.inferenceService, "service-\(index)")
            }
        }

        private func settle(_ namespace: TestNamespace) async throws {
            for job in try await all(JobView.self, in: namespace, Self.count / 2) {
                try await namespace.complete(job)
            }
            for workflow in try await all(WorkflowView.self, in: namespace, Self.count).dropLast(
                Self.count / 2
            ) {
                try await namespace.complete(workflow)
            }
            _ = try await all(DeploymentView.self, in: namespace, Self.count)
            _ = try await all(ServiceView.self, in: namespace, Self.count)
            let half = Self.count / 2
            try await wait(in: namespace, for: ["Suspended": half, "Succeeded": half]) { (run: TrainingRun) in
                run.status?.phase?.rawValue
            }
            try await wait(in: namespace, for: ["Pending": half, "Succeeded": half]) {
                (pipeline: ImagePipeline) in
                pipeline.status?.phase?.rawValue
            }
            try await wait(in: namespace, for: ["Idle": Self.count]) { (service: InferenceService) in
                service.status?.phase?.rawValue
            }
            for pod in try await namespace.list(PodView.self) {
                try await namespace.delete(PodView.resource, pod.metadata.name)
            }
        }

        private func all<Object: KubeObject>(
            _ type: Object.Type,
            in namespace: TestNamespace,
            _ count: Int
        ) async throws -> [Object] {
            try await eventually(
                "there are \(count) \(type.resource)",
                within: .seconds(120),
                look: { try await namespace.list(type) },
                until: { $0.count == count }
            )
        }

        /// Waits until this many objects of a kind are in each phase.
        private func wait<Object: KubeObject>(
            in namespace: TestNamespace,
            for counts: [String: Int],
            phase: (Object) -> String?
        ) async throws {
            try await eventually(
                "\(Object.resource) are in these phases: \(counts)",
                within: .seconds(120),
                look: {
                    try await namespace.list(Object.self).reduce(into: [:]) {
                        $0[phase($1) ?? "", default: 0] += 1
                    }
                },
                until: { $0 == counts }
            )
        }
    }
}
