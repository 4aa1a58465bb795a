/// An S3 server and the credentials for it.
public struct S3Connection: Hashable, Sendable {
    /// Address of the server.
    public var endpoint: S3Endpoint
    /// Region that requests are signed for; most servers other than AWS accept any.
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
