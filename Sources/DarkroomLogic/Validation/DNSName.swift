import KubeCore

/// What Kubernetes takes for a name.
/// Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
enum DNSName {
    /// Whether `name` is a label: lower-case letters, digits and dashes, without a dash at either end.
    static func isLabel(_ name: String) -> Bool { name.utf8.count <= ObjectName.labelLimit && isPart(name.utf8) }

    /// Whether `name` is a subdomain, which most objects' names are: such parts with dots between them.
    static func isSubdomain(_ name: String) -> Bool {
        name.utf8.count <= 253
            && name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isPart)
    }

    private static func isPart(_ part: some BidirectionalCollection<UInt8>) -> Bool {
        isAlphanumeric(part.first) && isAlphanumeric(part.last)
            && part.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isAlphanumeric(_ byte: UInt8?) -> Bool {
        byte.map { (97...122).contains($0) || (48...57).contains($0) } ?? false
    }
}
