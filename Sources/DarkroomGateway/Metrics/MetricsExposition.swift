/// The page that Prometheus scrapes.
public struct MetricsExposition: Sendable {
    /// Media type of the page.
    public let contentType: String
    /// Makes the page.
    public let text: @Sendable () -> String

    /// Describes a page.
    public init(contentType: String, text: @escaping @Sendable () -> String) {
        self.contentType = contentType
        self.text = text
    }
}
