/// What a server reports about an object without sending it.
struct S3ObjectDescription: Hashable, Sendable {
    /// In bytes.
    var size: UInt64
    /// With its quotes, as `If-Match` expects it.
    var entityTag: String?

    /// Nil when the server does not report the size.
    init?(_ reply: HTTPReply, size: String?) {
        guard let size = size.flatMap({ UInt64($0) }) else { return nil }
        self.size = size
        entityTag = reply.headers["etag"]
    }
}
