import KubeCore

/// Hashes by which a changed wish is told from an unchanged one.
enum SpecHash {
    /// Hash of a document: equal documents give equal hashes, regardless of the order of their members.
    static func of(_ document: JSONValue) -> String {
        // Canonical encoding of a value that came from JSON cannot fail; an empty hash would only cost one write.
        ((try? document.canonicalData()).map { StableHash.hex($0) }) ?? ""
    }

    /// The first eight digits, for names.
    static func short(_ text: String) -> String { String(StableHash.hex(text.utf8).prefix(8)) }
}
