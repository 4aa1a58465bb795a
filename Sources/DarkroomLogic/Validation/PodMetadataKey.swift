/// Keys that labels and annotations of pods may have.
enum PodMetadataKey {
    /// What other programs are customarily told by, and what gives a pod no rights. Always allowed, unless the configuration
    /// lists what is.
    static let customary = [
        "app.kubernetes.io/component", "app.kubernetes.io/name", "app.kubernetes.io/part-of",
        "app.kubernetes.io/version",
        "cluster-autoscaler.kubernetes.io/safe-to-evict", "karpenter.sh/do-not-disrupt", "kuma.io/sidecar-injection",
        "linkerd.io/inject", "prometheus.io/path", "prometheus.io/port", "prometheus.io/scrape",
        "sidecar.istio.io/inject",
    ]

    /// Domains of Kubernetes, of the engines and of Darkroom. Controllers find and steer pods by such keys.
    private static let reservedDomains = ["kubernetes.io", "k8s.io", "x-k8s.io", "darkroom.dev", "argoproj.io"]

    /// Keys without a domain by which Kubernetes' own controllers find their pods.
    private static let reservedNames: Set<String> = [
        "controller-revision-hash", "controller-uid", "job-name", "pod-template-generation", "pod-template-hash",
    ]

    /// Whether no configuration can allow a key.
    static func isReserved(_ key: String) -> Bool {
        guard let domain = domain(of: key) else { return reservedNames.contains(key) }
        let isReserved = reservedDomains.contains { domain == $0 || domain.hasSuffix(".\($0)") }
        return isReserved && !customary.contains(key)
    }

    /// Whether Kubernetes takes a text for a key.
    static func isValid(_ key: String) -> Bool {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let name = parts.last, isName(name) else { return false }
        return parts.count == 1 || DNSName.isSubdomain(String(parts[0]))
    }

    /// Whether one of these patterns is the key, the key's domain with `/*`, or `*`.
    static func isAllowed(_ key: String, by patterns: [String]) -> Bool {
        patterns.contains { pattern in
            pattern == key || pattern == "*" || (pattern.hasSuffix("/*") && key.hasPrefix(pattern.dropLast()))
        }
    }

    private static func domain(of key: String) -> Substring? {
        key.firstIndex(of: "/").map { key[..<$0] }
    }

    private static func isName(_ name: Substring) -> Bool {
        func isAlphanumeric(_ byte: UInt8?) -> Bool {
            byte.map { (48...57).contains($0) || (97...122).contains($0 | 0x20) } ?? false
        }
        return name.utf8.count <= 63 && isAlphanumeric(name.utf8.first) && isAlphanumeric(name.utf8.last)
            && name.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }
}
