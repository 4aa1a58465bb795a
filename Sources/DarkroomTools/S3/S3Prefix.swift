/// A bucket, or the objects in it whose keys share a prefix.
public struct S3Prefix: Hashable, Sendable, CustomStringConvertible {
    /// Never empty.
    public var bucket: String
    /// Empty for the whole bucket.
    public var prefix: String

    /// Reads `s3://bucket` or `s3://bucket/prefix`.
    public init(uri: String) throws(ToolFailure) {
        guard uri.hasPrefix("s3://") else {
            throw ToolFailure(
                .invalidConfiguration,
                "\"\(uri.forDisplay())\" does not name a bucket, such as s3://pictures/2026/"
            )
        }
        let parts = uri.dropFirst("s3://".count).split(
            separator: "/",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        bucket = parts.first.map(String.init) ?? ""
        prefix = parts.count > 1 ? String(parts[1]) : ""
        // A prefix follows the rules of an object's key, but may be empty.
        try S3Location(bucket: bucket, key: prefix.isEmpty ? "any" : prefix).check()
    }

    public var description: String { "s3://\(bucket.forDisplay())/\(prefix.forDisplay())" }
}
