import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension IntegrationTests {
    @Suite(.enabled(if: TestEnvironment.hasAuditLog, "needs the API server's audit log (DARKROOM_AUDIT_LOG)"))
    struct `An operator` {
        @Test func `that starts again writes nothing and only lists and watches`() async throws {
            try await withNamespace { namespace in
                let began = try AuditLog.fromNowOn()
                try await namespace.withOperator {
                    for kind in Kind.all { try await namespace.create(kind, "steady") }
                    for kind in Kind.all { try await namespace.wait(for: kind, "steady") }
                    _ = try await began.settledOperatorWrites(in: namespace.name)
                }
                let restarted = try AuditLog.fromNowOn()
                try await namespace.withOperator { try await Task.sleep(for: .seconds(3)) }
                let requests = try restarted.events().filter {
                    $0.isByOperator && $0.namespace == namespace.name
                }
                #expect(Set(requests.map(\.verb)) == ["list", "watch"])
            }
        }

        @Test func `that stops between creation and report leaves the rest to the next`() async throws {
            try await withNamespace { namespace in
                let log = try AuditLog.fromNowOn()
                let run = try await namespace.withOperator {
                    let run = try await namespace.create(.trainingRun, "handed-over")
                    try await namespace.child(JobView.self, of: run)
                    return run
                }
                try await namespace.withOperator {
                    try await namespace.wait(for: .trainingRun, "handed-over", "waits for a node") {
                        $0.message.contains("Unschedulable")
                    }
                    let writes = try await log.settledOperatorWrites(in: namespace.name)
                    #expect(writes.countsByAction["create jobs"] == 1)
                }
                #expect(try await namespace.children(JobView.self, of: run).count == 1)
            }
        }

        @Test func `of two leads, and the other takes over within 3 s of its stop`() async throws {
            try await withNamespace { namespace in
                let log = try AuditLog.fromNowOn()
                let first = try await RunningOperator.start(in: namespace, electedAs: "first")
                try await Lease.wait(until: "first", with: namespace.client)
                let second = try await RunningOperator.start(in: namespace, electedAs: "second")
                for kind in Kind.all { try await namespace.create(kind, "before") }
                for kind in Kind.all { try await namespace.wait(for: kind, "before") }

                let told = ContinuousClock.now
                try await first.stop()
                try await Lease.wait(until: "second", with: namespace.client)
                #expect(ContinuousClock.now - told < .seconds(3))

                for kind in Kind.all { try await namespace.create(kind, "after") }
                for kind in Kind.all { try await namespace.wait(for: kind, "after") }
                let writes = try await log.settledOperatorWrites(in: namespace.name)
                try await second.stop()
                #expect(
                    writes.countsByAction.filter { $0.key.hasPrefix("create") }
                        == ["create workflows": 2, "create jobs": 2, "create deployments": 2, "create services": 2]
                )
            }
        }
    }
}
