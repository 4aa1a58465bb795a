import ClusterTestSupport
import KubeCore
import Testing

extension IntegrationTests {
    @Suite(.enabled(if: TestEnvironment.hasAuditLog, "needs the API server's audit log (DARKROOM_AUDIT_LOG)"))
    struct `A new custom resource` {
        /// One when the children exist, and one for each later report on them: by the Job controller,
        /// which has created a pod, and by the scheduler, which finds no node.
        private static let mostStatusWrites = 4

        @Test(arguments: Kind.all)
        func `causes one creation for each child, few status writes, and then no write`(kind: Kind) async throws {
            try await withOperator { namespace in
                let log = try AuditLog.fromNowOn()
                try await namespace.create(kind, "only")
                try await namespace.wait(for: kind, "only")

                var writes = try await log.settledOperatorWrites(in: namespace.name).countsByAction
                let statusWrites = writes.removeValue(forKey: "patch \(kind.resource.plural)/status") ?? 0
                let creations = Dictionary(
                    uniqueKeysWithValues: kind.children.map { ("create \($0.plural)", 1) }
                )
                #expect(writes == creations)
                #expect((1...Self.mostStatusWrites).contains(statusWrites))
            }
        }
    }
}
