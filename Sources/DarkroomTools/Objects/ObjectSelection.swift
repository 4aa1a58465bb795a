/// Which objects under a prefix are meant.
public struct ObjectSelection: Hashable, Sendable {
    /// Endings of keys, such as `.jpg`, whatever their case; empty takes all.
    public var suffixes: [String]
    /// Only keys behind this one.
    public var after: String?
    /// Only keys up to this one, itself included.
    public var last: String?
    /// Most objects; more are a failure, so that none is left out in silence.
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

    /// Whether a key lies behind the last one, and every later one with it. S3 orders keys by their bytes.
    func isBeyond(_ key: String) -> Bool {
        last.map { $0.utf8.lexicographicallyPrecedes(key.utf8) } ?? false
    }

    /// Whether an object is meant, as far as its key tells. Keys that end in a slash are what consoles make for
    /// directories.
    func contains(_ key: String) -> Bool {
        if key.hasSuffix("/") { return false }
        if suffixes.isEmpty { return true }
        let lowercased = key.lowercased()
        return suffixes.contains { lowercased.hasSuffix($0) }
    }

    private static func decode(_ text: String) throws(ToolFailure) -> String {
        guard let key = PercentEncoding.decode(text) else {
            throw ToolFailure(.invalidConfiguration, "\"\(text.forDisplay())\" is no percent-encoded key")
        }
        return key
    }
}
