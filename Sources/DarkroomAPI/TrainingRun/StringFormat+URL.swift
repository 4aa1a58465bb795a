extension StringFormat {
    /// An `http` or `https` address. Control characters and white space have no place in one.
    static let httpURL = StringFormat(length: 1...2048, pattern: #"^https?://[!-~]+$"#)
}
