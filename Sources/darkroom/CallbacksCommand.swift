import ArgumentParser
import DarkroomGateway
import KubeClient
import ServiceLifecycle

struct CallbacksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callbacks",
        abstract: "Take the reports of trainers and put them on their TrainingRuns.",
        discussion: """
            The operator's configuration has to name the address of this server (training.callbacks.baseURL), and \
            both have to be given the same keys. Several of these may run side by side.
            """
    )

    @OptionGroup var cluster: ClusterOptions

    @Option(help: "File with the keys for trainers' tokens, one a line in base64.")
    var callbackKeys: String

    @Option(help: "Address to serve on.")
    var bindAddress = "0.0.0.0"

    @Option(help: "Port to serve on.")
    var port = 8082

    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        try Port.check(port, "--port")
    }

    func run() async throws {
        let logger = logging.bootstrap()
        let keys = try CallbackKeysFile.read(callbackKeys)
        let transport = try HTTPTransport(configuration: try cluster.discover(), userAgent: Darkroom.programName)
        let server = CallbackServer(
            client: KubeClient(
                transport: transport,
                fieldManager: CallbackServer.fieldManager,
                metricPrefix: Darkroom.programName
            ),
            keys: keys,
            options: .init(host: bindAddress, port: port, watchNamespace: cluster.watchNamespace),
            logger: logger
        )
        try await ServiceGroup.runProcess(
            server.services,
            over: transport,
            shutdownLimit: .seconds(20),
            logger: logger
        )
    }
}
