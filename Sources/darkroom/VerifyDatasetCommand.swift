import ArgumentParser
import DarkroomTools

struct VerifyDatasetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-dataset",
        abstract: "Check that a dataset exists and can be unpacked, without downloading it.",
        discussion: """
            An archive (.zip) is judged by its directory: its structure, names that lead outside, encryption, and the \
            expected files. A local directory is gone through; of other files only the size is checked.

            STORAGE_TYPE (local, minio, r2, s3) and DATASET_ID or DATASET_URI say which dataset; R2_ENDPOINT, \
            R2_ACCESS_KEY_ID, R2_SECRET_ACCESS_KEY and AWS_REGION (us-east-1) how to get at it. A DATASET_ID is at \
            s3://datasets/{id}/data.zip (another bucket: DATASET_BUCKET), or locally at \
            /workspace/datasets/{id}/data.zip (another directory: DATASET_ROOT).
            """
    )

    @Argument(help: "s3://bucket/key, file:///path or /path; by default what the environment says.")
    var uri: String?

    @Option(help: "Fewest bytes, as a number or with Ki, Mi, Gi, Ti.", transform: ByteCount.init)
    var minSize = ByteCount(bytes: 1)

    @Option(help: "Most bytes, as a number or with Ki, Mi, Gi, Ti.", transform: ByteCount.init)
    var maxSize: ByteCount?

    @Option(help: "Fewest files in the dataset.")
    var minFiles = 1

    @Option(help: "Beginning of a name that at least one file must have, such as train/; may be repeated.")
    var expect: [String] = []

    @OptionGroup var outcome: ToolOutcomeOptions

    func validate() throws {
        guard minFiles >= 0 else { throw ValidationError("--min-files must not be below 0") }
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
            let words = try await DatasetVerification(settings, expecting: expectations, session: session)
                .run()
            return TerminationReport(reason: TerminationReport.verified, message: words)
        }
    }
}
