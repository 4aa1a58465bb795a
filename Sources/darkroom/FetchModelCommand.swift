import ArgumentParser
import DarkroomTools

struct FetchModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch-model",
        abstract: "Download a file into a directory: whole or not at all.",
        discussion: """
            A download that was interrupted resumes where it stopped, in this process and in the next. A file that is \
            already there in the same version, or with the given checksum, is not downloaded again.

            For s3:// the environment says how to get at the storage: R2_ENDPOINT or S3_ENDPOINT, R2_ACCESS_KEY_ID \
            or AWS_ACCESS_KEY_ID, R2_SECRET_ACCESS_KEY or AWS_SECRET_ACCESS_KEY, and AWS_REGION (us-east-1).
            """
    )

    @Argument(help: "s3://bucket/key or https://host/path.")
    var uri: String

    @Option(help: "Where to put the file; made when it is not there.")
    var directory: String

    @Option(help: "The file's name; by default the last part of the URI.")
    var name: String?

    @Option(help: "SHA-256 that the file must have, in hexadecimal.")
    var sha256: String?

    @Option(help: "Most bytes, as a number or with Ki, Mi, Gi, Ti.", transform: ByteCount.init)
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
