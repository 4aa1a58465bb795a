import ClusterTestSupport
import KubeClient
import KubeCore
import KubeRuntime
import Logging
import ServiceLifecycle
import Synchronization
import Testing

/// A resource of which every API server in these tests has objects.
private struct Definition: KubeObject {
    static let resource = APIResource(
        group: "apiextensions.k8s.io",
        version: "v1",
        kind: "CustomResourceDefinition",
        plural: "customresourcedefinitions",
        isNamespaced: false
    )

    let metadata: ObjectMeta
}

/// Forwards requests and counts them.
private final class Counting: Transport {
    private let server: any Transport
    private let requests = Mutex<[TransportRequest]>([])

    init(_ server: any Transport) { self.server = server }

    var lists: Int { requests.withLock { $0.count { !$0.isWatch } } }
    var streams: Int {
        requests.withLock { $0.count { $0.query.contains { $0.name == "sendInitialEvents" } } }
    }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        requests.withLock { $0.append(request) }
        return try await server.send(request)
    }
}

extension IntegrationTests {
    /// Kubernetes 1.20 forbids streams; the current server offers them if its etcd reports its progress.
    struct `The whole state` {
        @Test(arguments: [TestEnvironment.kubeconfig, TestEnvironment.currentServerKubeconfig].compactMap(\.self))
        func `is streamed if the server offers that, and otherwise read in pages`(kubeconfig: String) async throws {
            let transport = try HTTPTransport(configuration: .discover(kubeconfig: kubeconfig))
            let counting = Counting(transport)
            let client = KubeClient(transport: counting, fieldManager: "darkroom-tests")
            var logger = Logger(label: "initial-state")
            logger.logLevel = .error
            let reflector = Reflector(Definition.self, client: client, logger: logger)
            let group = ServiceGroup(services: [reflector], logger: logger)
            let services = Task { try await group.run() }
            try await eventually(
                "the definitions are read",
                look: { reflector.isSynced },
                until: { $0 }
            )
            #expect(counting.streams == 1)
            #expect(counting.lists <= 1)
            let listed = try await client.list(Definition.self).items
            #expect(Set(reflector.store.all.map(\.metadata.uid)) == Set(listed.map(\.metadata.uid)))
            #expect(!reflector.resourceVersion.isEmpty)
            await group.triggerGracefulShutdown()
            try await services.value
            await transport.shutdown()
        }
    }
}
