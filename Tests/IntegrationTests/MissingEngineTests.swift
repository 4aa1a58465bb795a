import ClusterTestSupport
import DarkroomAPI
import KubeClient
import Testing

/// A cluster in which Argo Workflows is not installed: everything under its API group is not found.
private struct WithoutArgo: Transport {
    let cluster: any Transport

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        guard request.path.hasPrefix("/apis/argoproj.io/") else { return try await cluster.send(request) }
        // The API server's answer for a group that it does not have.
        let body = AsyncThrowingStream<[UInt8], any Error> { continuation in
            continuation.yield(Array("404 page not found\n".utf8))
            continuation.finish()
        }
        return TransportResponse(status: 404, body: body)
    }
}

extension IntegrationTests {
    struct `A cluster without Argo Workflows` {
        @Test func `is reported on an ImagePipeline, and the other kinds work`() async throws {
            try await withNamespace { namespace in
                try await namespace.withOperator(over: { WithoutArgo(cluster: $0) }) { _ in
                    for kind in Kind.all { try await namespace.create(kind, "any") }
                    let pipeline = try await namespace.wait(for: .pipeline, "any")
                    #expect(pipeline.phase == "Pending")
                    #expect(pipeline.message.contains("EngineMissing"))
                    #expect(pipeline.message.contains("Argo Workflows"))
                    for kind in [Kind.trainingRun, .inferenceService] {
                        try await namespace.wait(for: kind, "any")
                        #expect(try await namespace.names(of: kind.children).count == kind.children.count)
                    }
                }
            }
        }
    }
}
