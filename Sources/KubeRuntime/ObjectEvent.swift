public import KubeCore

/// Something that happened to an object and that users should see in `kubectl describe` or `kubectl get events`.
public struct ObjectEvent: Hashable, Sendable {
    /// Whether a person has to act.
    public enum Severity: String, Hashable, Sendable, Encodable {
        /// Everything is as expected.
        case normal = "Normal"
        /// Something is wrong.
        case warning = "Warning"
    }

    /// The object it is about.
    public struct Subject: Hashable, Sendable {
        /// The object's resource type.
        public let resource: APIResource
        /// The object's address.
        public let key: ObjectKey
        /// The object's UID; `kubectl describe` shows only events with a matching UID.
        public let uid: String

        /// Names an object.
        public init(_ resource: APIResource, _ metadata: ObjectMeta) {
            self.resource = resource
            key = metadata.key
            uid = metadata.uid
        }
    }

    /// The object it is about.
    public let subject: Subject
    /// Whether a person has to act.
    public let severity: Severity
    /// Why, in CamelCase, for programs to match.
    public let reason: String
    /// What was being done, in CamelCase.
    public let action: String
    /// Description of what happened.
    public let note: String

    /// Describes an event; truncates texts that exceed the API's limits.
    public init(_ subject: Subject, _ severity: Severity, reason: String, action: String, note: String) {
        self.subject = subject
        self.severity = severity
        self.reason = reason.prefix(bytes: 128)
        self.action = action.prefix(bytes: 128)
        self.note = note.prefix(bytes: 1024)
    }
}

extension String {
    /// The longest prefix of whole characters that fits.
    fileprivate func prefix(bytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var text = self[...]
        while text.utf8.count > limit { text.removeLast() }
        return String(text)
    }
}
