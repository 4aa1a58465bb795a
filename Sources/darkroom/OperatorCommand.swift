import ArgumentParser
import DarkroomCallbacks
import DarkroomLogic
import DarkroomOperator
import DarkroomTelemetry
import KubeClient
import KubeRuntime
import Logging
import Metrics
import ServiceLifecycle

struct OperatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator",
        abstract: "Run the operator.",
        discussion: """
            You can set every option with an environment variable too: --log-level with DARKROOM_LOG_LEVEL. \
            Options on the command line take precedence.
            """
    )

    @OptionGroup var cluster: ClusterOptions

    @Option(help: "File with the operator's configuration, in JSON or YAML: accelerator classes, limits, Argo.")
    var config: String?

    @Option(
        help: """
            File with the keys for trainers' tokens, one per line, in base64; the first one signs. Required when \
            the configuration names training.callbacks.
            """
    )
    var callbackKeys: String?

    @Flag(help: "Elect a leader among the replicas; only the leader reconciles.")
    var leaderElect = false

    @Option(help: "Namespace of the lease. By default, the namespace of the cluster configuration.")
    var leaderElectionNamespace: String?

    @Option(help: "Address to listen on for health and metrics.")
    var bindAddress = BindAddress.any

    @Option(help: "Port for /healthz and /readyz; 0 turns them off.")
    var healthPort = 8081

    @Option(help: "Port for /metrics; 0 turns it off.")
    var metricsPort = 8080

    @Option(help: "Maximum number of objects of one kind to reconcile concurrently.")
    var maxConcurrentReconciles = 4

    @Option(
        help: """
            Seconds that a controller waits for its first complete lists before the operator ends with an error that names \
            the missing ones.
            """
    )
    var cacheSyncTimeout = 120

    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        for (name, port) in [("--health-port", healthPort), ("--metrics-port", metricsPort)] {
            try Port.check(port, name, canBeOff: true)
        }
        guard (1...256).contains(maxConcurrentReconciles) else {
            throw ValidationError("--max-concurrent-reconciles must be 1 to 256")
        }
        guard (1...86_400).contains(cacheSyncTimeout) else {
            throw ValidationError("--cache-sync-timeout must be 1 to 86400 seconds")
        }
    }

    func run() async throws {
        let configuration = try config.map(ConfigurationFile.read) ?? OperatorConfiguration()
        let logger = logging.bootstrap()
        let registry = PrometheusRegistry(logger: logger)
        registry.describe(MetricDescription.controllerRuntime + MetricDescription.darkroom)
        MetricsSystem.bootstrap(PrometheusMetricsFactory(registry: registry))

        let found = try cluster.discover()
        let transport = try HTTPTransport(configuration: found, userAgent: Darkroom.programName)
        let client = KubeClient(
            transport: transport,
            fieldManager: Operator.fieldManager,
            metricPrefix: Darkroom.programName
        )
        let darkroom = Operator(client: client, options: try options(configuration, found), logger: logger)
        logger.info("starting", metadata: ["server": "\(found.server)"])

        let endpoints = HealthEndpoints(
            caches: darkroom.sources,
            warnings: darkroom.warnings,
            registry: registry,
            logger: logger
        )
        var services: [any Service] = []
        if metricsPort > 0 {
            services.append(endpoints.metricsServer(host: bindAddress, port: metricsPort))
        }
        if healthPort > 0 {
            services.append(endpoints.healthServer(host: bindAddress, port: healthPort))
        }
        services += darkroom.services
        // Below a pod's default grace period of 30 s, so that the lease is released instead of left to expire.
        try await ServiceGroup.runProcess(services, over: transport, shutdownLimit: .seconds(20), logger: logger)
    }

    private func options(
        _ configuration: OperatorConfiguration,
        _ found: ClusterConfiguration
    ) throws -> OperatorOptions {
        var options = OperatorOptions(
            configuration: configuration,
            tokens: try tokens(configuration),
            watchNamespace: cluster.watchNamespace,
            leaderElection: leaderElect
                ? .init(
                    namespace: leaderElectionNamespace ?? found.defaultNamespace,
                    identity: ReplicaIdentity.unique()
                ) : nil,
            maxConcurrentReconciles: maxConcurrentReconciles
        )
        options.timeouts.cacheSync = .seconds(cacheSyncTimeout)
        return options
    }

    private func tokens(_ configuration: OperatorConfiguration) throws -> (any CallbackTokenSigner)? {
        guard configuration.training.callbacks != nil else { return nil }
        guard let callbackKeys else {
            throw CommandFailure(
                "the configuration sets training.callbacks, so --callback-keys must name a file with keys"
            )
        }
        return try CallbackKeysFile.read(callbackKeys)
    }
}
