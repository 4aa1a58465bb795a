import ArgumentParser
import DarkroomTools

struct ListObjectsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list-objects",
        abstract: "Print the keys under a prefix as JSON, in batches.",
        discussion: """
            Prints one line, [["key", ...], ...]; with --ranges, which stays small for any number of objects, \
            [{"count": 100, "after": "key", "last": "key"}, ...]. The keys of a range are percent-encoded; given \
            back as --after and --last, with the same --suffix, they list just that batch.

            R2_ENDPOINT or S3_ENDPOINT, R2_ACCESS_KEY_ID or AWS_ACCESS_KEY_ID, R2_SECRET_ACCESS_KEY or \
            AWS_SECRET_ACCESS_KEY, and AWS_REGION (us-east-1) configure access to the storage.
            """
    )

    @Argument(help: "s3://bucket, or s3://bucket/prefix.")
    var uri: String

    @Option(help: "Number of keys per batch.")
    var batchSize = 100

    @Flag(help: "Print each batch as a range of keys only.")
    var ranges = false

    @Option(help: "List only keys with this ending, such as .jpg, in any case; can be repeated.")
    var suffix: [String] = []

    @Option(help: "List only keys after this one; percent-encoded.")
    var after: String?

    @Option(help: "List only keys up to and including this one; percent-encoded.")
    var last: String?

    @Option(help: "Maximum number of objects; the command fails if there are more.")
    var limit = 100_000

    @Option(help: "File to write to instead of standard output.")
    var output: String?

    @OptionGroup var outcome: ToolOutcomeOptions

    func validate() throws {
        guard batchSize > 0 else { throw ValidationError("--batch-size must be above 0") }
        guard limit > 0 else { throw ValidationError("--limit must be above 0") }
        guard !suffix.contains("") else { throw ValidationError("--suffix must not be empty") }
    }

    func run() async throws {
        try await outcome.report(about: .objects) { session in
            let place = try S3Prefix(uri: uri)
            let connection = try S3Connection(environment: ToolEnvironment.variables)
            let selection = try ObjectSelection(suffixes: suffix, after: after, last: last, limit: limit)
            let lister = ObjectLister(connection, session: session)
            let batches = try await lister.list(place, selection, batchSize: batchSize)
            try write(batches.json(asRanges: ranges) + "\n")
            return TerminationReport(
                reason: TerminationReport.listed,
                message: "\(place): \(batches.count) objects in \(batches.batches.count) batches"
            )
        }
    }

    private func write(_ text: String) throws {
        guard let output else { return Standard.output(text) }
        if let problem = TextFile.write(text, to: output, creating: true) {
            throw ToolFailure(.cannotWrite, "\(output) cannot be written: \(problem)")
        }
    }
}
