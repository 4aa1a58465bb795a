/// The keys that sign requests to an S3 server.
public struct S3Credentials: Hashable, Sendable {
    /// Public half.
    public var accessKeyID: String
    /// Secret half; never printed.
    public var secretAccessKey: String
    /// Token of temporary credentials.
    public var sessionToken: String?

    /// Credentials as they were issued.
    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }
}

/// Printing a value that holds credentials must not print the secret.
extension S3Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "S3Credentials(\(accessKeyID), secret withheld)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
