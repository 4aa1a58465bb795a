/// An S3 server and how to be let in.
public struct S3Connection: Hashable, Sendable {
    /// Where it listens.
    public var endpoint: S3Endpoint
    /// Region that requests are signed for; servers other than AWS mostly take any.
    public var region: String
    /// The keys.
    public var credentials: S3Credentials

    /// Describes a connection.
    public init(endpoint: S3Endpoint, region: String = "us-east-1", credentials: S3Credentials) {
        self.endpoint = endpoint
        self.region = region
        self.credentials = credentials
    }
}
