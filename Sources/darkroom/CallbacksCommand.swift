import ArgumentParser
import DarkroomCallbacks
import KubeClient
import ServiceLifecycle

struct CallbacksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callbacks",
        abstract: "Run the callback server, which writes the reports of trainers to their TrainingRuns.",
        discussion: """
            Set training.callbacks.baseURL in the operator's configuration to the address of this server, and give \
            both the same keys. Several callback servers can run side by side. A gateway that has --callback-keys \
            includes one: you only need this command where no such gateway runs, or where trainers cannot reach it.
            """
    )

    @OptionGroup var cluster: ClusterOptions

    @Option(help: "File with the keys that authenticate trainers' tokens: one per line, in base64.")
    var callbackKeys: String

    @Option(help: "Address to listen on.")
    var bindAddress = BindAddress.any

    @Option(help: "Port to listen on.")
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
