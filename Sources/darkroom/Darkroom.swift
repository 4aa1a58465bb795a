import ArgumentParser

@main
struct Darkroom: AsyncParsableCommand {
    /// Name in user agents and prefix of metric names.
    static let programName = "darkroom"

    static let configuration = CommandConfiguration(
        commandName: programName,
        abstract: "Kubernetes operator for vision AI platforms.",
        subcommands: [
            OperatorCommand.self, GatewayCommand.self, CallbacksCommand.self, RenderCommand.self, CRDsCommand.self,
            ToolCommand.self,
        ]
    )

    static func main() async {
        let arguments = EnvironmentArguments.complete(Array(CommandLine.arguments.dropFirst()))
        await main(arguments)
    }
}
