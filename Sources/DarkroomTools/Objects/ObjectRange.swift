/// Objects that follow one another, by the keys between which they lie: a few bytes, however many they are.
///
/// Keys are percent-encoded: a workflow engine copies them into templates, where braces and quotes of a hostile key
/// would take effect.
public struct ObjectRange: Codable, Hashable, Sendable {
    /// Key before the first; nil where they are the first of all.
    public var after: String?
    /// Key of the last.
    public var last: String
    /// How many there are.
    public var count: Int
}
