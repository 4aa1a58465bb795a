/// A set of request methods.
///
/// Source: https://www.rfc-editor.org/rfc/rfc9110#section-9
public struct MethodSet: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let get = MethodSet(rawValue: 1 << 0)
    public static let head = MethodSet(rawValue: 1 << 1)
    public static let post = MethodSet(rawValue: 1 << 2)
    public static let put = MethodSet(rawValue: 1 << 3)
    public static let patch = MethodSet(rawValue: 1 << 4)
    public static let delete = MethodSet(rawValue: 1 << 5)
    public static let options = MethodSet(rawValue: 1 << 6)
    /// Any method that has no name here.
    public static let other = MethodSet(rawValue: 1 << 7)

    /// Every method.
    public static let all = MethodSet(rawValue: (1 << 8) - 1)

    /// The methods that may be sent twice safely.
    public static let idempotent: MethodSet = [.get, .head, .put, .delete, .options]

    private static let named: [(MethodSet, String)] = [
        (.get, "GET"), (.head, "HEAD"), (.post, "POST"), (.put, "PUT"), (.patch, "PATCH"),
        (.delete, "DELETE"), (.options, "OPTIONS"),
    ]

    /// The set of the one method of this name; method names are case-sensitive.
    public init(name: String) {
        self = Self.named.first { $0.1 == name }?.0 ?? .other
    }

    /// The methods that these names of a spec allow: all for no name, and HEAD wherever GET is.
    public init(allowing names: [String]) {
        guard !names.isEmpty else { self = .all; return }
        var methods = MethodSet(names.map { MethodSet(name: $0) })
        if methods.contains(.get) { methods.insert(.head) }
        self = methods
    }

    /// Names of the methods, as `Allow` and `Access-Control-Allow-Methods` list them.
    public var names: [String] { Self.named.filter { contains($0.0) }.map(\.1) }
}
