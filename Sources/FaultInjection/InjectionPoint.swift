/// A request or an event of a run, identified by its kind, its resource and its number.
///
/// Points are counted for each kind and resource, not for the whole run, so that one controller does not move the points
/// of another.
public struct InjectionPoint: Hashable, Sendable, Codable {
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
        /// An event of a watch, except bookmarks.
        case event
    }

    /// What happens there.
    public var kind: Kind
    /// Plural name of the resource, with `/subresource` if any.
    public var target: String
    /// Its number, from 1, among the points of its kind and target.
    public var number: Int

    /// Creates a point.
    public init(_ kind: Kind, _ target: String, _ number: Int) {
        self.kind = kind
        self.target = target
        self.number = number
    }
}

extension InjectionPoint.Kind: RawRepresentable, Codable {
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

extension InjectionPoint {
    /// Whether another point is of the same kind and target, with any number.
    func isAlike(_ other: InjectionPoint) -> Bool { kind == other.kind && target == other.target }
}

extension InjectionPoint: CustomStringConvertible {
    /// Such as `create jobs 1`.
    public var description: String { "\(kind.rawValue) \(target) \(number)" }
}

extension APIRequest {
    /// The kind of injection point that the request is; nil when no fault is planned at such requests.
    var pointKind: InjectionPoint.Kind? {
        switch verb {
        case .list: isContinuation ? .continuation : .list
        case .watch: .watch
        case .create, .apply, .patch, .update, .delete: isWork ? .write(verb) : nil
        case .get, .other: nil
        }
    }
}
