import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension IntegrationTests {
    @Suite(.enabled(if: TestEnvironment.hasAuditLog, "needs the API server's audit log (DARKROOM_AUDIT_LOG)"))
    struct `An operator` {
        @Test func `that restarts writes nothing and only lists and watches`() async throws {
            try await withNamespace { namespace in
                let began = try AuditLog.fromNowOn()
                try await namespace.withOperator { _ in
                    try await expectReports(in: namespace, on: "steady")
                    // The last change by other components.
                    try await namespace.wait(for: .trainingRun, "steady", "waits for a node") {
                        $0.message.contains("Unschedulable")
                    }
                    _ = try await began.settledOperatorWrites(in: namespace.name)
                }
                let restarted = try AuditLog.fromNowOn()
                try await namespace.withOperator { _ in try await Task.sleep(for: .seconds(3)) }
                let all = try restarted.events().filter { $0.isByOperator && $0.namespace == namespace.name }
                // An Event that the previous operator was still writing may arrive late.
                let (events, requests) = (
                    all.filter { $0.resource == "events" }, all.filter { $0.resource != "events" }
                )
                #expect(events.count <= 1)
                #expect(Set(requests.map(\.verb)) == ["list", "watch"])
            }
        }

        @Test func `that stops between creation and report leaves the rest to the next one`() async throws {
            try await withNamespace { namespace in
                let log = try AuditLog.fromNowOn()
                let run = try await namespace.withOperator { _ in
                    let run = try await namespace.create(.trainingRun, "handed-over")
                    try await namespace.child(JobView.self, of: run)
                    return run
                }
                try await namespace.withOperator { _ in
                    try await namespace.wait(for: .trainingRun, "handed-over", "waits for a node") {
                        $0.message.contains("Unschedulable")
                    }
                    let writes = try await log.settledOperatorWrites(in: namespace.name)
                    #expect(writes.countsByAction["create jobs"] == 1)
                }
                #expect(try await namespace.children(JobView.self, of: run).count == 1)
            }
        }

        @Test func `that leads hands over to another one when it stops, long before the lease expires`() async throws {
            try await withNamespace { namespace in
                let log = try AuditLog.fromNowOn()
                try await namespace.withOperator(electedAs: "first") { first in
                    try await Lease.wait(until: "first", with: namespace.client)
                    try await namespace.withOperator(electedAs: "second") { _ in
                        try await expectReports(in: namespace, on: "before")

                        let told = ContinuousClock.now
                        try await first.stop()
                        try await Lease.wait(until: "second", with: namespace.client)
                        // It checks about every two seconds; a lease that was not released would take fifteen.
                        #expect(ContinuousClock.now - told < .seconds(8))

                        try await expectReports(in: namespace, on: "after")
                        let creations = try await log.settledOperatorWrites(in: namespace.name)
                            .filter { $0.verb == "create" && $0.resource != "leases" }
                        let children = Kind.all.flatMap(\.children)
                        #expect(
                            creations.countsByAction
                                == Dictionary(
                                    uniqueKeysWithValues: children.map { ("create \($0.plural)", 2) }
                                )
                        )
                    }
                }
            }
        }

        private func expectReports(in namespace: TestNamespace, on name: String) async throws {
            for kind in Kind.all { try await namespace.create(kind, name) }
            for kind in Kind.all { try await namespace.wait(for: kind, name) }
        }
    }
}
