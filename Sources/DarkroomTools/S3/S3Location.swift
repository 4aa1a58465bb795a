/// An object: its bucket and its key.
public struct S3Location: Hashable, Sendable, CustomStringConvertible {
    /// Never empty.
    public var bucket: String
    /// Never empty.
    public var key: String

    /// Names an object.
    public init(bucket: String, key: String) {
        self.bucket = bucket
        self.key = key
    }

    /// Reads `s3://bucket/key`; the key is not decoded.
    public init(uri: String) throws(ToolFailure) {
        let parts = uri.dropFirst("s3://".count).split(
            separator: "/",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        guard uri.hasPrefix("s3://"), parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ToolFailure(
                .invalidConfiguration,
                "\"\(uri.forDisplay())\" does not name an object, such as s3://datasets/flowers/data.zip"
            )
        }
        bucket = String(parts[0])
        key = String(parts[1])
        try check()
    }

    /// - Throws: When S3 does not allow such a bucket or key.
    func check() throws(ToolFailure) {
        // General purpose buckets, and older ones with upper-case letters and underscores.
        let isBucket =
            (1...255).contains(bucket.utf8.count) && bucket != "." && bucket != ".."
            && bucket.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
        guard isBucket else {
            throw ToolFailure(
                .invalidConfiguration,
                "\"\(bucket.forDisplay())\" cannot be a bucket's name: letters, digits, dots and hyphens only"
            )
        }
        guard (1...1024).contains(key.utf8.count) else {
            throw ToolFailure(
                .invalidConfiguration,
                "the key \"\(key.forDisplay())\" is not 1 to 1024 bytes long"
            )
        }
        guard !key.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) else {
            throw ToolFailure(
                .invalidConfiguration,
                "the key \"\(key.forDisplay())\" has a . or .. segment, which a path-style URL cannot address"
            )
        }
    }

    public var description: String { "s3://\(bucket.forDisplay())/\(key.forDisplay())" }
}
