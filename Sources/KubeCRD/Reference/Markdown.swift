/// The little Markdown that pages need.
enum Markdown {
    /// A table; cells are escaped so that none can end its column.
    static func table(_ titles: [String], _ rows: [[String]]) -> String {
        ([titles, titles.map { _ in "---" }] + rows)
            .map { row in "| " + row.map(cell).joined(separator: " | ") + " |" }
            .joined(separator: "\n")
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}

extension String {
    /// The text as code.
    var code: String { contains("`") ? "`` \(self) ``" : "`\(self)`" }
}
