import ArgumentParser

struct ToolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tool",
        abstract: "Small jobs that run inside pods, with the credentials of their namespace.",
        discussion: """
            They read their settings from the environment, never print a secret, write only where they are told to, \
            and end with one of these:

              0   done
              64  an option or environment variable is missing or makes no sense
              65  the dataset or file is there, but not as it must be
              66  the bucket, object or file does not exist
              69  the storage cannot be reached or fails; trying again may help
              73  the result cannot be written
              77  the storage refuses access: keys, rights, clock, region or certificate

            Why is said in words on standard error, and as one line of JSON ("reason", "message") in the \
            container's termination message.
            """,
        subcommands: [VerifyDatasetCommand.self, ListObjectsCommand.self, FetchModelCommand.self]
    )
}
