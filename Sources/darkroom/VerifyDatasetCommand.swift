import ArgumentParser
import DarkroomTools

struct VerifyDatasetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-dataset",
        abstract: "Check that a dataset exists and can be unpacked, without downloading it.",
        discussion: """
            Of a .zip archive, the directory is checked: its structure, names that lead outside, encryption, and the \
            expected files. In a local directory, every file is counted. Of other files, only the size is checked.

            STORAGE_TYPE (local, minio, r2, s3) and DATASET_ID or DATASET_URI select the dataset; R2_ENDPOINT, \
            R2_ACCESS_KEY_ID, R2_SECRET_ACCESS_KEY and AWS_REGION (us-east-1) configure access. A DATASET_ID is at \
            s3://datasets/{id}/data.zip (another bucket: DATASET_BUCKET), or locally at \
            /workspace/datasets/{id}/data.zip (another directory: DATASET_ROOT).
            """
    )

    @Argument(help: "s3://bucket/key, file:///path or /path. By default, the environment selects the dataset.")
    var uri: String?

    @Option(help: "Minimum size in bytes, such as 1048576 or 1Mi (Ki, Mi, Gi, Ti).", transform: ByteCount.init)
    var minSize = ByteCount(bytes: 1)

    @Option(help: "Maximum size in bytes, such as 1048576 or 1Mi (Ki, Mi, Gi, Ti).", transform: ByteCount.init)
    var maxSize: ByteCount?

    @Option(help: "Minimum number of files in the dataset.")
    var minFiles = 1

    @Option(help: "Prefix that at least one file name must have, such as train/; can be repeated.")
    var expect: [String] = []

    @OptionGroup var outcome: ToolOutcomeOptions

    func validate() throws {
        guard minFiles >= 0 else { throw ValidationError("--min-files must not be negative") }
        guard !expect.contains("") else { throw ValidationError("--expect must not be empty") }
    }

    func run() async throws {
        try await outcome.report(about: .dataset) { session in
            let settings = try DatasetSettings(environment: ToolEnvironment.variables, uri: uri)
            let expectations = DatasetExpectations(
                minimumSize: minSize.bytes,
                maximumSize: maxSize?.bytes,
                minimumFiles: minFiles,
                prefixes: expect
            )
            let summary = try await DatasetVerification(settings, expecting: expectations, session: session)
                .run()
            return TerminationReport(reason: TerminationReport.verified, message: summary)
        }
    }
}
