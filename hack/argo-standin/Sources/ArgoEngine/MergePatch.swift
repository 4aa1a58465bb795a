public import KubeCore

/// RFC 7396 merge patches.
public enum MergePatch {
    /// The patch that changes `old` to `new`; nil if they are equal.
    public static func between(_ old: JSONValue, _ new: JSONValue) -> JSONValue? {
        guard old != new else { return nil }
        guard let before = old.objectValue, let after = new.objectValue else { return new }
        var patch: [String: JSONValue] = [:]
        for (name, value) in after { patch[name] = before[name].map { between($0, value) } ?? value }
        // A merge patch removes a member by setting it to null.
        for name in before.keys where after[name] == nil { patch[name] = .null }
        return .object(patch)
    }
}
