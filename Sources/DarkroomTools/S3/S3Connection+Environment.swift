extension S3Connection {
    /// Reads a connection from the environment.
    ///
    /// | variable | or | |
    /// | --- | --- | --- |
    /// | `R2_ENDPOINT` | `S3_ENDPOINT` | by default AWS's endpoint of the region, for storage type `s3` |
    /// | `R2_ACCESS_KEY_ID` | `AWS_ACCESS_KEY_ID` | |
    /// | `R2_SECRET_ACCESS_KEY` | `AWS_SECRET_ACCESS_KEY` | |
    /// | `AWS_SESSION_TOKEN` | | for temporary credentials only |
    /// | `AWS_REGION` | `AWS_DEFAULT_REGION` | by default `us-east-1` |
    ///
    /// An endpoint without a scheme is taken as `http` where `STORAGE_TYPE` is `minio`, as `https` elsewhere.
    ///
    /// - Throws: An error that names what is missing, never a secret's value.
    public init(environment: [String: String]) throws(ToolFailure) {
        let variables = Variables(environment)
        let storage = try variables["STORAGE_TYPE"].map(StorageType.init(named:))
        let region = variables.first("AWS_REGION", "AWS_DEFAULT_REGION")
        self.region = region?.value ?? "us-east-1"
        // Part of a host name and of a signature's scope.
        guard self.region.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || Self.isLetterOrDigit($0) }) else {
            throw ToolFailure(
                .invalidConfiguration,
                "\(region?.name ?? "") is not a region's name, such as us-east-1"
            )
        }
        if let text = variables.first("R2_ENDPOINT", "S3_ENDPOINT") {
            endpoint = try S3Endpoint(text.value, assumingTLS: storage != .minio)
        } else if storage == .s3 {
            endpoint = try S3Endpoint("https://s3.\(self.region).amazonaws.com")
        } else {
            throw ToolFailure(
                .invalidConfiguration,
                "R2_ENDPOINT is not set; set it to the storage server's address, such as http://minio.storage:9000"
            )
        }
        credentials = S3Credentials(
            accessKeyID: try Self.secret(
                variables.first("R2_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID"),
                "R2_ACCESS_KEY_ID"
            ),
            secretAccessKey: try Self.secret(
                variables.first("R2_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY"),
                "R2_SECRET_ACCESS_KEY"
            ),
            sessionToken: try variables.first("AWS_SESSION_TOKEN").map { token throws(ToolFailure) in
                try Self.secret(token, token.name)
            }
        )
    }

    private static func secret(
        _ variable: (name: String, value: String)?,
        _ name: String
    ) throws(ToolFailure) -> String {
        guard let (name, value) = variable else {
            throw ToolFailure(
                .invalidConfiguration,
                "\(name) is not set; refer to the Secret with the storage server's keys"
            )
        }
        // `echo key | base64` adds a line break, which a header cannot contain.
        guard value.utf8.allSatisfy(isPlain) else {
            throw ToolFailure(
                .invalidConfiguration,
                "\(name) has a space, a line break or another character that is not allowed in a key; "
                    + "create the Secret again, with printf or --from-literal instead of echo"
            )
        }
        return value
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
    }

    private static func isPlain(_ byte: UInt8) -> Bool { (0x21...0x7e).contains(byte) }
}
