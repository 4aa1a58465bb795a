/// Something that can be downloaded from any offset.
protocol DownloadSource: Sendable, CustomStringConvertible {
    var retry: Retry { get }

    /// Size and version.
    func describe() async throws -> DownloadDescription

    /// The response whose body is everything from `offset` on; `offset` is below the size.
    func open(from offset: UInt64, of description: DownloadDescription) async throws -> HTTPReply
}

/// What is known before a download.
struct DownloadDescription: Hashable, Sendable {
    /// In bytes.
    var size: UInt64
    /// The server's entity tag of this version; without one, a download cannot be resumed.
    var entityTag: String?
}

extension DownloadSource {
    /// Passes the bytes from `offset` to the end to `sink`, in order. After a broken connection, the transfer resumes
    /// where it broke.
    ///
    /// - Throws: ``ToolFailure``, and what `sink` throws.
    func stream(
        from offset: UInt64,
        of description: DownloadDescription,
        into sink: ([UInt8]) async throws -> Void
    ) async throws {
        var position = offset
        var fruitless = 0
        while position < description.size {
            let before = position
            let reply = try await open(from: position, of: description)
            guard reply.status == 206 || reply.status == 200 && position == 0 else {
                throw ToolFailure(
                    .storageFailed,
                    "\(self): the server does not send the rest of a download (HTTP range requests)"
                )
            }
            guard reply.headers["etag"] == description.entityTag || description.entityTag == nil else {
                throw ToolFailure(.changedMeanwhile, "\(self) was replaced while it was being read; try again")
            }
            var failure = ToolFailure(.storageFailed, "\(self): the server sent less than it announced; try again")
            do {
                for try await chunk in reply.body {
                    guard UInt64(chunk.count) <= description.size - position else {
                        throw ToolFailure(.storageFailed, "\(self) is longer than the server announced; try again")
                    }
                    try await sink(chunk)
                    position += UInt64(chunk.count)
                }
            } catch let error as ConnectionFailure {
                failure = error.failure
            }
            guard position < description.size else { return }
            fruitless = position > before ? 1 : fruitless + 1
            guard fruitless < retry.attempts else { throw failure }
            try await retry.pause(afterFailures: fruitless)
        }
    }
}

/// An object as a ``DownloadSource``.
struct S3Download: DownloadSource {
    let client: S3Client
    let location: S3Location

    var retry: Retry { client.retry }
    var description: String { location.description }

    func describe() async throws -> DownloadDescription {
        let object = try await client.describe(location)
        return DownloadDescription(size: object.size, entityTag: object.entityTag)
    }

    func open(from offset: UInt64, of description: DownloadDescription) async throws -> HTTPReply {
        try await client.open(location, from: offset, entityTag: description.entityTag)
    }
}
