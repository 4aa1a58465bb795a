import ArgumentParser

struct ToolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tool",
        abstract: "Run a small job inside a pod, with the credentials of its namespace.",
        discussion: """
            A tool reads its settings from the environment, never prints a secret, writes only where you tell it to, \
            and exits with one of these:

              0   done
              64  an option or environment variable is missing or invalid
              65  the dataset or file exists, but is not as expected
              66  the bucket, object or file does not exist
              69  the storage cannot be reached or fails; a retry may help
              73  the result cannot be written
              77  the storage denies access: keys, rights, clock, region or certificate

            The reason is printed to standard error, and written as one line of JSON ("reason", "message") to the \
            container's termination message.
            """,
        subcommands: [VerifyDatasetCommand.self, ListObjectsCommand.self, FetchModelCommand.self]
    )
}
