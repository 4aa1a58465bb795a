import KubeCore

extension String {
    /// The text in quotation marks, truncated; the marks show where it begins and ends.
    var quoted: String { "\"\(excerpt(80))\"" }
}

extension Sequence<String> {
    /// The texts in quotation marks, in a bounded list.
    func quotedList(limit: Int = 20) -> String {
        let all = Array(self)
        let shown = all.prefix(limit).map(\.quoted).joined(separator: ", ")
        return all.count > limit ? "\(shown) and \(all.count - limit) more" : shown
    }
}
