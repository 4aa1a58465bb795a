extension String {
    /// Text from outside, made fit for a status message: at most `limit` code points in one line, with line breaks and
    /// control characters as spaces, and `…` where it was cut.
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
