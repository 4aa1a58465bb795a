/// Selects objects under a prefix.
public struct ObjectSelection: Hashable, Sendable {
    /// Endings of keys, such as `.jpg`, in any case; empty selects all keys.
    public var suffixes: [String]
    /// Selects only keys after this one.
    public var after: String?
    /// Selects only keys up to and including this one.
    public var last: String?
    /// Maximum number of objects; more are a failure, so that none is omitted silently.
    public var limit: Int

    /// Describes a selection.
    ///
    /// - Parameters:
    ///   - after: Percent-encoded, as ``ObjectRange`` has it.
    ///   - last: Percent-encoded, as ``ObjectRange`` has it.
    /// - Throws: When one of these is not well-formed.
    public init(
        suffixes: [String] = [],
        after: String? = nil,
        last: String? = nil,
        limit: Int
    ) throws(ToolFailure) {
        self.suffixes = suffixes.map { $0.lowercased() }
        self.after = try after.map { text throws(ToolFailure) in try Self.decode(text) }
        self.last = try last.map { text throws(ToolFailure) in try Self.decode(text) }
        self.limit = limit
    }

    /// Whether a key, and therefore every later one, comes after the last one. S3 orders keys by their bytes.
    func isBeyond(_ key: String) -> Bool {
        last.map { $0.utf8.lexicographicallyPrecedes(key.utf8) } ?? false
    }

    /// Whether the selection includes the object with this key. Consoles create keys that end in a slash for
    /// directories.
    func contains(_ key: String) -> Bool {
        if key.hasSuffix("/") { return false }
        if suffixes.isEmpty { return true }
        let lowercased = key.lowercased()
        return suffixes.contains { lowercased.hasSuffix($0) }
    }

    private static func decode(_ text: String) throws(ToolFailure) -> String {
        guard let key = PercentEncoding.decode(text) else {
            throw ToolFailure(.invalidConfiguration, "\"\(text.forDisplay())\" is not a percent-encoded key")
        }
        return key
    }
}
