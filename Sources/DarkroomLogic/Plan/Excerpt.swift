/// Text from outside, made fit for a status message: one line of bounded length.
extension String {
    /// At most `limit` code points, with line breaks and control characters as spaces, and `…` where it was cut.
    ///
    /// Code points are what `maxLength` of a schema counts; a single character may be thousands of them.
    public func excerpt(_ limit: Int = 300) -> String {
        var text = ""
        var count = 0
        for character in self {
            count += character.isPrintable ? character.unicodeScalars.count : 1
            if count > limit { return text + "…" }
            text.append(character.isPrintable ? character : " ")
        }
        return text
    }

    /// The text in quotation marks, cut short, so that it is seen where it begins and ends.
    var quoted: String { "\"\(excerpt(80))\"" }
}

extension Character {
    fileprivate var isPrintable: Bool {
        unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            // Formatting characters could turn the text around it (right-to-left marks) or hide.
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                false
            default: true
            }
        }
    }
}

extension Sequence<String> {
    /// The texts in quotation marks, in a bounded list.
    func quotedList(limit: Int = 20) -> String {
        let all = Array(self)
        let shown = all.prefix(limit).map(\.quoted).joined(separator: ", ")
        return all.count > limit ? "\(shown) and \(all.count - limit) more" : shown
    }
}
