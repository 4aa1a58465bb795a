/// `meta/v1.Condition`: one aspect of an object's state, for programs (`reason`) and for people (`message`).
public struct Condition: Hashable, Sendable {
    /// Whether the condition holds.
    public enum Status: String, Hashable, Sendable, Codable {
        case `true` = "True"
        case `false` = "False"
        case unknown = "Unknown"
    }

    /// Which aspect, in CamelCase, such as `Ready`.
    public var type: String
    /// Whether it holds.
    public var status: Status
    /// Why, in CamelCase, for programs to match.
    public var reason: String
    /// Explanation for people; empty when the reason is sufficient.
    public var message: String
    /// When `status` last changed.
    public var lastTransitionTime: Timestamp?
    /// Generation of the spec that the condition describes.
    public var observedGeneration: Int64?

    /// Makes a condition; merging it into a list sets `lastTransitionTime`.
    public init(
        type: String,
        status: Status,
        reason: String,
        message: String = "",
        lastTransitionTime: Timestamp? = nil,
        observedGeneration: Int64? = nil
    ) {
        self.type = type
        self.status = status
        self.reason = reason
        self.message = message
        self.lastTransitionTime = lastTransitionTime
        self.observedGeneration = observedGeneration
    }
}

extension Condition: Codable {
    private enum CodingKeys: String, CodingKey {
        case type, status, reason, message, lastTransitionTime, observedGeneration
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        type = try container.decode(String.self, forKey: .type)
        status = try container.decode(Status.self, forKey: .status)
        reason = try container.decode(String.self, forKey: .reason)
        message = try container.decodeIfPresent(String.self, forKey: .message) ?? ""
        lastTransitionTime = try container.decodeIfPresent(Timestamp.self, forKey: .lastTransitionTime)
        observedGeneration = try container.decodeIfPresent(Int64.self, forKey: .observedGeneration)
    }

    /// An empty message is omitted, because the server-side apply of Kubernetes 1.20 treats an empty string in a list
    /// as null, and then rejects it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(type, forKey: .type)
        try container.encode(status, forKey: .status)
        try container.encode(reason, forKey: .reason)
        if !message.isEmpty { try container.encode(message, forKey: .message) }
        try container.encodeIfPresent(lastTransitionTime, forKey: .lastTransitionTime)
        try container.encodeIfPresent(observedGeneration, forKey: .observedGeneration)
    }
}

extension [Condition] {
    /// The condition of `type`, if there is one.
    public subscript(type: String) -> Condition? { first { $0.type == type } }

    /// These conditions, with transition times taken from the previous ones where the status did not
    /// change, so that an unchanged state encodes to unchanged bytes.
    public func settled(against previous: [Condition], now: Timestamp) -> [Condition] {
        map { condition in
            var settled = condition
            let before = previous[condition.type]
            let unchanged = before?.status == condition.status
            settled.lastTransitionTime = (unchanged ? before?.lastTransitionTime : nil) ?? now
            return settled
        }
    }
}
