/// Derives child object names that are deterministic, valid and within a length bound.
public enum ObjectName {
    /// Longest name of a DNS label (RFC 1123), which label values and many Kubernetes names are held to.
    public static let labelLimit = 63

    /// `base-suffix`; a base too long for `limit` is cut and given a hash of the whole base, so that two long
    /// names with a common beginning stay apart.
    ///
    /// - Parameters:
    ///   - base: Usually the parent's name. Dots become dashes, so that the result is a DNS label.
    ///   - suffix: Kept whole; may be empty.
    ///   - limit: Greatest length of the result in bytes.
    public static func derive(_ base: String, suffix: String = "", limit: Int = labelLimit) -> String {
        let tail = suffix.isEmpty ? "" : "-\(suffix)"
        let label = base.replacing(".", with: "-")
        // A base with dots could meet another base that has dashes in their place: the hash keeps them apart.
        if label == base, label.utf8.count + tail.utf8.count <= limit { return label + tail }
        let hash = StableHash.hex(base.utf8).prefix(8)
        let room = max(1, limit - tail.utf8.count - hash.utf8.count - 1)
        var head = String(label.prefix(room))
        while head.hasSuffix("-") { head.removeLast() }
        return "\(head)-\(hash)\(tail)"
    }
}
