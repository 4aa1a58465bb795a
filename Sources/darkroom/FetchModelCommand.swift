import ArgumentParser
import DarkroomTools

struct FetchModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch-model",
        abstract: "Download a file into a directory: completely or not at all.",
        discussion: """
            An interrupted download resumes where it stopped, even in another process. A file that is \
            already there in the same version, or with the given checksum, is not downloaded again.

            For s3://, set these environment variables: R2_ENDPOINT or S3_ENDPOINT, R2_ACCESS_KEY_ID \
            or AWS_ACCESS_KEY_ID, R2_SECRET_ACCESS_KEY or AWS_SECRET_ACCESS_KEY, and AWS_REGION (us-east-1).
            """
    )

    @Argument(help: "s3://bucket/key or https://host/path.")
    var uri: String

    @Option(help: "Directory for the file; created if it does not exist.")
    var directory: String

    @Option(help: "Name of the file; by default the last part of the URI.")
    var name: String?

    @Option(help: "Expected SHA-256 of the file, in hexadecimal.")
    var sha256: String?

    @Option(help: "Maximum size in bytes, such as 1048576 or 1Mi (Ki, Mi, Gi, Ti).", transform: ByteCount.init)
    var maxSize: ByteCount?

    @OptionGroup var outcome: ToolOutcomeOptions

    func run() async throws {
        try await outcome.report(about: .model) { session in
            let download = try Download(
                uri,
                environment: ToolEnvironment.variables,
                to: directory,
                name: name,
                checksum: sha256,
                maximumSize: maxSize?.bytes,
                session: session
            )
            let result = try await download.run()
            return TerminationReport(
                reason: TerminationReport.fetched,
                message: "\(result.path): \(result.size) bytes, \(result.transferred) of them downloaded now"
            )
        }
    }
}
