/// A string with some known values: an enum that newer servers may extend.
///
/// A closed Swift enum would make one unknown phase fail the decoding of the whole object, and the operator blind
/// to it; here an unknown value is simply equal to none of the known ones.
public protocol OpenString: RawRepresentable, Hashable, Sendable, Decodable, ExpressibleByStringLiteral
where RawValue == String, StringLiteralType == String {
    /// Wraps any value, known or not.
    init(rawValue: String)
}

extension OpenString {
    public init(stringLiteral value: String) { self.init(rawValue: value) }
}
