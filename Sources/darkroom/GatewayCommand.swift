import ArgumentParser
import DarkroomCallbacks
import DarkroomGateway
import DarkroomTelemetry
import KubeClient
import Logging
import Metrics
import NIOCore
import NIOPosix
import ServiceLifecycle

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Run the gateway, which routes requests to InferenceServices, wakes them and scales them."
    )

    @OptionGroup var cluster: ClusterOptions

    @Option(help: "Namespace of the gateway, its lease and its replicas.")
    var namespace: String?

    @Option(help: "Labels of the replicas' pods, such as a=b,c=d. Without it, this is the only replica.")
    var peerSelector: String?

    @Option(help: "Address to listen on.")
    var bindAddress = BindAddress.any

    @Option(help: "Port for requests.")
    var port = 8000

    @Option(help: "Port for /healthz, /readyz and /metrics.")
    var controlPort = 8081

    @Option(help: "File with the keys for trainers' tokens, one per line, in base64. Without it, none can report.")
    var callbackKeys: String?

    @Option(help: "Port for trainers' reports; separate, so that trainers need no access to the other ports.")
    var callbackPort = 8082

    @Option(help: "Number of threads for requests. By default, the number of processors.")
    var threads: Int?

    @Option(help: "Seconds to continue accepting requests after SIGTERM, until all clients know about it.")
    var shutdownDelay = 5

    @Option(help: "Seconds to wait after that for requests in progress.")
    var drainTime = 30

    @Flag(inversion: .prefixedNo, help: "Write a line on standard output for every request.")
    var accessLog = true

    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        for (name, port) in [
            ("--port", port), ("--control-port", controlPort), ("--callback-port", callbackPort),
        ] {
            try Port.check(port, name)
        }
        guard (0...600).contains(shutdownDelay), (0...3600).contains(drainTime) else {
            throw ValidationError("--shutdown-delay must be 0 to 600, --drain-time 0 to 3600")
        }
        guard threads.map({ (1...256).contains($0) }) ?? true else {
            throw ValidationError("--threads must be 1 to 256")
        }
        _ = try peerLabels()
    }

    func run() async throws {
        let logger = logging.bootstrap()
        let registry = PrometheusRegistry(logger: logger)
        registry.describe(
            MetricDescription.controllerRuntime + MetricDescription.darkroom + MetricDescription.gateway
        )
        MetricsSystem.bootstrap(PrometheusMetricsFactory(registry: registry))

        let found = try cluster.discover()
        let transport = try HTTPTransport(configuration: found, userAgent: Darkroom.programName)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads ?? System.coreCount)
        let client = KubeClient(
            transport: transport,
            fieldManager: Gateway.fieldManager,
            metricPrefix: Darkroom.programName
        )
        let gateway = Gateway(
            client: client,
            options: try options(found),
            group: group,
            registry: registry,
            logger: logger
        )
        logger.info("starting", metadata: ["server": "\(found.server)"])
        try await ServiceGroup.runProcess(
            try callbacks(client, logger) + gateway.services,
            over: transport,
            shutdownLimit: .seconds(shutdownDelay + drainTime + 5),
            logger: logger
        )
    }

    /// The services that accept trainers' reports; empty without keys to verify their tokens.
    private func callbacks(_ client: KubeClient, _ logger: Logger) throws -> [any Service] {
        guard let callbackKeys else { return [] }
        return CallbackServer(
            client: client,
            keys: try CallbackKeysFile.read(callbackKeys),
            options: .init(host: bindAddress, port: callbackPort, watchNamespace: cluster.watchNamespace),
            logger: logger
        ).services
    }

    private func options(_ found: ClusterConfiguration) throws -> GatewayOptions {
        let write: @Sendable (String) -> Void = { FileDescriptorSink.standardOutput.write($0) }
        return GatewayOptions(
            host: bindAddress,
            port: port,
            controlPort: controlPort,
            watchNamespace: cluster.watchNamespace,
            namespace: namespace ?? found.defaultNamespace,
            podName: ReplicaIdentity.name,
            identity: ReplicaIdentity.unique(),
            peerLabels: try peerLabels(),
            shutdownDelay: .seconds(shutdownDelay),
            drainTime: .seconds(drainTime),
            writeAccessLog: accessLog ? write : nil
        )
    }

    private func peerLabels() throws -> [String: String] {
        var labels: [String: String] = [:]
        for part in (peerSelector ?? "").split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[0].isEmpty else {
                throw ValidationError("--peer-selector: \"\(part)\" is not a label; write name=value,name=value")
            }
            labels[String(pair[0])] = String(pair[1])
        }
        return labels
    }
}
