/// One of a fixed number of words: an enumeration whose raw values stand in JSON.
///
/// ```swift
/// enum StallPolicy: String, FieldChoice {
///     case report = "Report"
///     case restart = "Restart"
/// }
/// ```
public protocol FieldChoice: FieldValue, Hashable, Schematic, CaseIterable, RawRepresentable<String> {}

extension FieldChoice {
    /// A string that is one of the raw values.
    public static var schema: Schema { .choice(of: Self.self) }
}
