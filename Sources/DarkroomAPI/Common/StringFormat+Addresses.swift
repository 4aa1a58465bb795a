import KubeCRD

extension StringFormat {
    /// An `http` or `https` address. Control characters and white space have no place in one.
    static let httpURL = StringFormat(
        length: 1...2048,
        pattern: #"^https?://[!-~]+$"#,
        words: "an `http` or `https` URL"
    )
    /// An object in a bucket, or an absolute path.
    static let storageAddress = StringFormat(
        length: 1...1024,
        pattern: #"^(s3:/)?/[!-~]+$"#,
        words: "`s3://bucket/key` or an absolute path"
    )
    /// Where checkpoints may be: in a bucket, on a web server, or below an absolute path.
    static let checkpointPrefix = StringFormat(
        length: 1...1024,
        pattern: #"^((s3|https):/)?/[!-~]+$"#,
        words: "`s3://bucket/key`, `https://host/path` or an absolute path"
    )
    /// Name of a bucket.
    static let bucket = StringFormat(
        length: 1...63,
        pattern: "^[A-Za-z0-9][-A-Za-z0-9._]*$",
        words: "letters, digits, `-`, `_` and `.`, beginning with a letter or digit"
    )
    /// A number of bytes, as the tools take it.
    static let byteCount = StringFormat(
        length: 1...20,
        pattern: "^[0-9]+(Ki|Mi|Gi|Ti)?$",
        words: "bytes, or a number with `Ki`, `Mi`, `Gi` or `Ti`"
    )
}
