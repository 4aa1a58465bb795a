/// What a server says of an object without sending it.
struct S3ObjectDescription: Hashable, Sendable {
    /// In bytes.
    var size: UInt64
    /// With its quotes, as `If-Match` wants it.
    var entityTag: String?

    /// Nil when the server does not tell the size.
    init?(_ reply: HTTPReply, size: String?) {
        guard let size = size.flatMap({ UInt64($0) }) else { return nil }
        self.size = size
        entityTag = reply.headers["etag"]
    }
}
