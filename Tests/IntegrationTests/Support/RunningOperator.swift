import ClusterTestSupport
import DarkroomLogic
import DarkroomOperator
import KubeClient
import KubeCore
import KubeRuntime
import Logging
import ServiceLifecycle

/// An operator in this process, with the account and roles from the chart.
final class RunningOperator: Sendable {
    private let group: ServiceGroup
    private let services: Task<Void, any Error>
    private let transport: HTTPTransport

    /// The image of the tools in its pods, which do not run here.
    static let toolImage = "localhost/darkroom:none"

    /// Starts an operator and returns once its caches are synced.
    ///
    /// - Parameters:
    ///   - namespace: The only namespace that it watches, so that tests do not affect each other.
    ///   - identity: Its name in the leader election; nil disables the election.
    ///   - wrapped: Wraps the transport between the operator and the API server.
    static func start(
        in namespace: TestNamespace,
        electedAs identity: String? = nil,
        over wrapped: (HTTPTransport) -> any Transport = { $0 }
    ) async throws -> RunningOperator {
        guard let kubeconfig = TestEnvironment.operatorKubeconfig,
            let account = TestEnvironment.operatorNamespace
        else { throw Missing.operatorAccount }
        let transport = try HTTPTransport(configuration: .discover(kubeconfig: kubeconfig))
        let options = OperatorOptions(
            configuration: OperatorConfiguration(
                accelerators: TestAccelerators.classes,
                pods: .init(toolImage: toolImage),
                gateway: .init(url: "http://gateway.example")
            ),
            watchNamespace: namespace.name,
            leaderElection: identity.map { .init(namespace: account, identity: $0) }
        )
        var logger = Logger(label: "operator")
        logger.logLevel = .error
        let darkroom = Operator(
            client: KubeClient(transport: wrapped(transport), fieldManager: Operator.fieldManager),
            options: options,
            logger: logger
        )
        let running = RunningOperator(darkroom, transport: transport, logger: logger)
        for source in darkroom.sources { try await source.waitUntilSynced() }
        return running
    }

    private init(_ darkroom: Operator, transport: HTTPTransport, logger: Logger) {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: darkroom.services.map { .init(service: $0) },
                logger: logger
            )
        )
        self.group = group
        self.transport = transport
        services = Task { try await group.run() }
    }

    /// Stops as after SIGTERM; a second call does nothing.
    func stop() async throws {
        await group.triggerGracefulShutdown()
        let result = await services.result
        await transport.shutdown()
        try result.get()
    }

    private enum Missing: Error { case operatorAccount }
}

extension TestNamespace {
    /// Runs a test while an operator watches this namespace.
    func withOperator<Result>(
        electedAs identity: String? = nil,
        over wrapped: (HTTPTransport) -> any Transport = { $0 },
        _ body: (RunningOperator) async throws -> Result
    ) async throws -> Result {
        let running = try await RunningOperator.start(in: self, electedAs: identity, over: wrapped)
        do {
            let result = try await body(running)
            try await running.stop()
            return result
        } catch {
            try? await running.stop()
            throw error
        }
    }
}

/// Runs a test in a new namespace while an operator watches it.
func withOperator<Result>(_ body: (TestNamespace) async throws -> Result) async throws -> Result {
    try await withNamespace { namespace in
        try await namespace.withOperator { _ in try await body(namespace) }
    }
}
