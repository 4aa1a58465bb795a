/// An equality-based label selector for the `labelSelector` query parameter.
public struct LabelSelector: Hashable, Sendable {
    private let requirements: [String]

    /// Selects every object.
    public static let everything = LabelSelector(requirements: [])

    /// Selects objects that carry all of `labels` with these values.
    public static func matching(_ labels: [String: String]) -> LabelSelector {
        LabelSelector(requirements: labels.map { "\($0.key)=\($0.value)" }.sorted())
    }

    /// Selects objects that carry the label `name`, with any value.
    public static func exists(_ name: String) -> LabelSelector { LabelSelector(requirements: [name]) }

    /// The selector's text; nil when everything is selected.
    public var queryValue: String? { requirements.isEmpty ? nil : requirements.joined(separator: ",") }
}
