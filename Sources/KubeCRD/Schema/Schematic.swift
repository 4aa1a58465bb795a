/// A type that knows the schema of its JSON form.
///
/// A server that enforces one thing while the operator reads another is how a field comes to be silently ignored. A
/// type that is ``FieldCoded`` has its schema and its decoder from one list of fields, so that they cannot disagree.
public protocol Schematic {
    /// The schema of the type's JSON form.
    static var schema: Schema { get }
}
