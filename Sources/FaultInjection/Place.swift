/// One place in a run: a request or an event, by what it is about and how many of the same came before it.
///
/// Counted by resource and verb, not by the whole run: what one controller does must not move the places of another.
public struct Place: Hashable, Sendable, Codable {
    /// What happens there.
    public enum Kind: Hashable, Sendable {
        /// A write of this verb.
        case write(APIRequest.Verb)
        /// A list's first page.
        case list
        /// A later page of a list.
        case continuation
        /// The opening of a watch.
        case watch
        /// An event of a watch, bookmarks apart.
        case event
    }

    /// What happens there.
    public var kind: Kind
    /// Plural name of the resource, with `/subresource` where there is one.
    public var target: String
    /// Which of its kind, from 1.
    public var number: Int

    /// Names a place.
    public init(_ kind: Kind, _ target: String, _ number: Int) {
        self.kind = kind
        self.target = target
        self.number = number
    }
}

extension Place.Kind: RawRepresentable, Codable {
    public init?(rawValue: String) {
        switch rawValue {
        case "list": self = .list
        case "continuation": self = .continuation
        case "watch": self = .watch
        case "event": self = .event
        default:
            guard let verb = APIRequest.Verb(rawValue: rawValue), verb.isWrite else { return nil }
            self = .write(verb)
        }
    }

    public var rawValue: String {
        switch self {
        case .write(let verb): verb.rawValue
        case .list: "list"
        case .continuation: "continuation"
        case .watch: "watch"
        case .event: "event"
        }
    }
}

extension Place: CustomStringConvertible {
    /// Such as `create jobs 1`.
    public var description: String { "\(kind.rawValue) \(target) \(number)" }
}

extension APIRequest {
    /// The kind of place a request is; nil for those at which no fault is planned.
    var placeKind: Place.Kind? {
        switch verb {
        case .list: isContinuation ? .continuation : .list
        case .watch: .watch
        case .create, .apply, .patch, .update, .delete: isWork ? .write(verb) : nil
        case .get, .other: nil
        }
    }
}
