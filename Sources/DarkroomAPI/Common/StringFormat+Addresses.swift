extension StringFormat {
    /// An `http` or `https` address. Control characters and white space have no place in one.
    static let httpURL = StringFormat(length: 1...2048, pattern: #"^https?://[!-~]+$"#)
    /// An object in a bucket, or an absolute path.
    static let storageAddress = StringFormat(length: 1...1024, pattern: #"^(s3:/)?/[!-~]+$"#)
    /// Name of a bucket.
    static let bucket = StringFormat(length: 1...63, pattern: "^[A-Za-z0-9][-A-Za-z0-9._]*$")
    /// A number of bytes, as the tools take it.
    static let byteCount = StringFormat(length: 1...20, pattern: "^[0-9]+(Ki|Mi|Gi|Ti)?$")
}
