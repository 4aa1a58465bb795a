/// Derives deterministic, valid names of bounded length for child objects.
public enum ObjectName {
    /// Maximum length of a DNS label (RFC 1123), which also applies to label values and many Kubernetes names.
    public static let labelLimit = 63

    /// `base-suffix`; a base too long for `limit` is truncated and followed by a hash of the whole base, so that long
    /// names with a common prefix stay distinct.
    ///
    /// - Parameters:
    ///   - base: Usually the parent's name. Dots become dashes, so that the result is a DNS label.
    ///   - suffix: Never truncated; may be empty.
    ///   - limit: Greatest length of the result in bytes.
    public static func derive(_ base: String, suffix: String = "", limit: Int = labelLimit) -> String {
        let tail = suffix.isEmpty ? "" : "-\(suffix)"
        let label = base.replacing(".", with: "-")
        // A base with dots could collide with a base that has dashes in their place: the hash distinguishes them.
        if label == base, label.utf8.count + tail.utf8.count <= limit { return label + tail }
        let hash = StableHash.hex(base.utf8).prefix(8)
        let room = max(1, limit - tail.utf8.count - hash.utf8.count - 1)
        var head = String(label.prefix(room))
        while head.hasSuffix("-") { head.removeLast() }
        return "\(head)-\(hash)\(tail)"
    }
}
