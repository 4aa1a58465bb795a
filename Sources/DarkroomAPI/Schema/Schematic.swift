/// A type that knows the schema of its JSON form.
///
/// The schema stands beside the decoder, and a test holds the two together field by field: a server that enforces
/// one thing while the operator reads another is how a field comes to be silently ignored.
public protocol Schematic {
    /// The schema of the type's JSON form.
    static var schema: Schema { get }
}
