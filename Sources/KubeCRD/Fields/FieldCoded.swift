public import KubeCore

/// A type whose fields are declared once: the list of its ``fields`` gives its decoder, its encoder, its defaults, its
/// schema, its identity and its reference documentation.
///
/// ```swift
/// struct Retry: FieldCoded {
///     var limit = 0
///     var image: String?
///
///     static let fields = Fields("What happens after a failure.", from: Retry()) {
///         Field("limit", \.limit, .integer(0...10), "How often to try again; 0 is never.")
///         Field("image", \.image, .string(.image), "Image of a retry. Without it, that of the first try.")
///     }
/// }
/// ```
///
/// A new field is a stored property and a line of the list. A field that is absent from JSON, or null, is nil if its
/// property is optional, and otherwise has the value of the list's prototype, which is its default; a field that must
/// be there says `required:`. Unknown members are ignored. Encoding leaves out what is nil, and maps and keyed lists that
/// are empty.
public protocol FieldCoded: FieldValue, Schematic {
    /// The fields, in the order in which the documentation lists them.
    static var fields: Fields<Self> { get }
}

extension FieldCoded {
    public static var schema: Schema { fields.schema }

    public init(from decoder: any Decoder) throws { self = try Self.fields.decode(from: decoder) }

    public func encode(to encoder: any Encoder) throws { try Self.fields.encode(self, to: encoder) }

    public var identity: JSONValue { .object(Self.fields.identity(of: self)) }
}
