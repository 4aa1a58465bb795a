import ArgumentParser
import DarkroomGateway
import DarkroomTelemetry
import KubeClient
import Logging
import ServiceLifecycle
import UnixSignals

struct CallbacksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callbacks",
        abstract: "Take the reports of trainers and put them on their TrainingRuns.",
        discussion: """
            The operator's configuration has to name the address of this server (training.callbacks.baseURL), and \
            both have to be given the same keys. Several of these may run side by side.
            """
    )

    @Option(help: "Kubeconfig file. Without it: $KUBECONFIG, the pod's service account, ~/.kube/config.")
    var kubeconfig: String?

    @Option(help: "Context of the kubeconfig; its current one by default.")
    var context: String?

    @Option(help: "File with the keys for trainers' tokens, one a line in base64.")
    var callbackKeys: String

    @Option(help: "Watch one namespace only. Without it, all of them.")
    var watchNamespace: String?

    @Option(help: "Address to serve on.")
    var bindAddress = "0.0.0.0"

    @Option(help: "Port to serve on.")
    var port = 8082

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = "info"

    func validate() throws {
        guard (1...65535).contains(port) else { throw ValidationError("--port must be 1 to 65535") }
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("--log-level \(logLevel) is none")
        }
    }

    func run() async throws {
        let level = Logger.Level(rawValue: logLevel) ?? .info
        LoggingSystem.bootstrap(
            { label, provider in
                LogFormat.json.handler(label: label, level: level, metadataProvider: provider)
            },
            metadataProvider: nil
        )
        let logger = Logger(label: "darkroom.callbacks")
        let keys = try CallbackKeysFile.read(callbackKeys)
        let cluster = try ClusterConfiguration.discover(kubeconfig: kubeconfig, context: context)
        let transport = try HTTPTransport(configuration: cluster)
        let server = CallbackServer(
            client: KubeClient(transport: transport, fieldManager: CallbackServer.fieldManager),
            keys: keys,
            options: .init(host: bindAddress, port: port, watchNamespace: watchNamespace),
            logger: logger
        )
        var group = ServiceGroupConfiguration(
            services: server.services.map { .init(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        group.maximumGracefulShutdownDuration = .seconds(20)
        do {
            try await ServiceGroup(configuration: group).run()
        } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
    }
}
