/// Lists the objects under a prefix.
public struct ObjectLister: Sendable {
    private let client: S3Client

    /// - Parameter session: The caller shuts it down.
    public init(_ connection: S3Connection, session: HTTPSession) {
        client = S3Client(connection, session: session)
    }

    init(client: S3Client) { self.client = client }

    /// The keys of the selected objects, in batches of `batchSize`.
    ///
    /// - Throws: ``ToolFailure``; also when there are more than the selection allows.
    public func list(
        _ place: S3Prefix,
        _ selection: ObjectSelection,
        batchSize: Int
    ) async throws -> ObjectBatches {
        var keys: [String] = []
        var token: String?
        repeat {
            let page = try await client.list(
                bucket: place.bucket,
                prefix: place.prefix,
                after: selection.after,
                continuationToken: token
            )
            // Without this, a server that repeats the same page would be asked forever.
            guard page.continuationToken == nil || page.continuationToken != token else {
                throw ToolFailure(.storageFailed, "the list of \(place) does not advance; try again")
            }
            token = page.continuationToken
            for object in page.objects {
                if selection.isBeyond(object.key) {
                    token = nil
                    break
                }
                if selection.contains(object.key) { keys.append(object.key) }
            }
            guard keys.count <= selection.limit else {
                throw ToolFailure(
                    .wrongSize,
                    "there are more than \(selection.limit) objects under \(place); "
                        + "choose a longer prefix, or raise the limit"
                )
            }
        } while token != nil
        return ObjectBatches(keys, size: batchSize, after: selection.after)
    }
}
