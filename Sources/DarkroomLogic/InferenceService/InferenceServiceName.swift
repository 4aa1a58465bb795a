import KubeCore

/// Name of an InferenceService's Deployment and Service.
enum InferenceServiceName {
    /// The children's name: the parent's own if a Service can have it, because users type it into URLs.
    /// Names of Services begin with a letter (RFC 1035); names of custom resources need not.
    static func child(of parent: String) -> String {
        let beginsWithLetter = parent.utf8.first.map { (97...122).contains($0) } ?? false
        if beginsWithLetter { return ObjectName.derive(parent) }
        return ObjectName.derive("svc-\(parent)", suffix: SpecHash.short(parent))
    }
}
