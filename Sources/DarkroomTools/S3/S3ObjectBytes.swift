/// The bytes of one version of an object, read in ranges.
struct S3ObjectBytes: RandomAccessBytes {
    let client: S3Client
    let location: S3Location
    let entityTag: String?
    let size: UInt64

    /// Asks the server for the object's size.
    init(_ location: S3Location, client: S3Client) async throws {
        let description = try await client.describe(location)
        self.client = client
        self.location = location
        entityTag = description.entityTag
        size = description.size
    }

    func read(at offset: UInt64, count: Int) async throws -> [UInt8] {
        guard count > 0 else { return [] }
        return try await client.read(location, at: offset, count: count, entityTag: entityTag)
    }
}
