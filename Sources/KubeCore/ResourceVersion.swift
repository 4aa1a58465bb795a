/// The order of the `resourceVersion`s of one resource type.
///
/// They are decimal numbers that increase with every change: always in practice (etcd's revision), and by contract
/// since Kubernetes 1.35 (KEP-5504). A version that is not a number is comparable only to itself.
public enum ResourceVersion {
    /// Whether a cache that has seen `seen` has seen everything up to `wanted`.
    public static func has(seen: String, reached wanted: String) -> Bool {
        if wanted.isEmpty || seen == wanted { return true }
        guard let seen = UInt64(seen), let wanted = UInt64(wanted) else { return false }
        return seen >= wanted
    }

    /// Whether `version` is older than `other`; false if they cannot be compared.
    public static func isOlder(_ version: String, than other: String) -> Bool {
        guard let version = UInt64(version), let other = UInt64(other) else { return false }
        return version < other
    }
}
