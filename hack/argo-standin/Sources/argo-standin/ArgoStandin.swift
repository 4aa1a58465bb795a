import ArgoEngine
import ArgoModel
import ArgumentParser
import KubeClient
import KubeCore
import KubeRuntime
import Logging
import ServiceLifecycle
import UnixSignals

/// The command: runs the Workflows of a cluster until it is told to stop.
@main
struct ArgoStandin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "argo-standin",
        abstract: "A development stand-in for the Argo Workflows controller.",
        discussion: """
            Runs the few Workflow features Darkroom uses and refuses all others. For machines where Argo's images \
            cannot be had; never for production, and never beside a real Argo controller.
            """
    )

    @Option(help: "Path of a kubeconfig; otherwise $KUBECONFIG, the pod's service account, ~/.kube/config.")
    var kubeconfig: String?

    @Option(help: "Context of the kubeconfig.")
    var context: String?

    @Option(help: "Namespace to look after; otherwise all.")
    var namespace: String?

    @Option(help: "Least seconds between two looks at the same Workflow; a real Argo takes 10.")
    var pace = 0

    @Option(help: "Least severe level that is logged: \(levels).", transform: Self.level)
    var logLevel: Logger.Level = .info

    private static let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")

    private static func level(_ name: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: name) else {
            throw ValidationError("there is no level '\(name)'; take one of \(levels)")
        }
        return level
    }

    func run() async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "argo-standin")
        logger.logLevel = logLevel
        logger.notice("this is a development stand-in for the Argo Workflows controller")

        let configuration = try ClusterConfiguration.discover(kubeconfig: kubeconfig, context: context)
        let transport = try HTTPTransport(configuration: configuration)
        let client = KubeClient(transport: transport, fieldManager: "argo-standin")
        do {
            let server = try await client.serverVersion()
            logger.info(
                "cluster found",
                metadata: ["server": "\(configuration.server)", "version": "\(server)"]
            )
            try await serve(client, logger)
        } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
    }

    private func serve(_ client: KubeClient, _ logger: Logger) async throws {
        let workflows = Reflector(Workflow.self, client: client, namespace: namespace, logger: logger)
        let pods = Reflector(
            Pod.self,
            client: client,
            namespace: namespace,
            selector: .exists(ArgoNames.workflowLabel),
            indexes: [.label(ArgoNames.workflowLabel)],
            logger: logger
        )
        let reconciler = WorkflowReconciler(
            client: client,
            workflows: workflows.store,
            pods: pods.store,
            pace: Pace(interval: .seconds(pace)),
            logger: logger
        )
        let controller = Controller(name: "workflow", logger: logger) { try await reconciler.reconcile($0) }
        controller.watch(primary: workflows)
        controller.watch(pods) { pod in
            guard let workflow = pod.metadata.labels[ArgoNames.workflowLabel] else { return [] }
            return [ObjectKey(namespace: pod.metadata.namespace, name: workflow)]
        }
        // They stop in reverse order: the controller finishes running reconciles while its caches are still updated.
        let group = ServiceGroup(
            services: [workflows, pods, controller],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        try await group.run()
    }
}
