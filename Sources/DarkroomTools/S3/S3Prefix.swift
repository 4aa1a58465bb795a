/// A bucket, or that part of it whose keys begin alike.
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
                "\"\(uri.forDisplay())\" names no bucket; one looks like s3://pictures/2026/"
            )
        }
        let parts = uri.dropFirst("s3://".count).split(
            separator: "/",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        bucket = parts.first.map(String.init) ?? ""
        prefix = parts.count > 1 ? String(parts[1]) : ""
        // Whatever is right for an object is right for a prefix, which may be empty besides.
        try S3Location(bucket: bucket, key: prefix.isEmpty ? "any" : prefix).check()
    }

    public var description: String { "s3://\(bucket.forDisplay())/\(prefix.forDisplay())" }
}
