/// Name of a field in JSON.
public struct FieldName: CodingKey, Hashable, Sendable {
    public let stringValue: String
    public var intValue: Int? { nil }

    public init(stringValue: String) { self.stringValue = stringValue }
    public init?(intValue: Int) { nil }

    /// Names a field.
    init(_ name: String) { stringValue = name }
}
