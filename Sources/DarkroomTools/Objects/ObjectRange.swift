/// Consecutive objects, described by the keys around them: a few bytes for any number of objects.
///
/// Keys are percent-encoded: a workflow engine copies them into templates, where braces and quotes of a hostile key
/// would take effect.
public struct ObjectRange: Codable, Hashable, Sendable {
    /// Key before the first object; nil when the range starts at the first object of all.
    public var after: String?
    /// Key of the last object.
    public var last: String
    /// Number of objects.
    public var count: Int
}
