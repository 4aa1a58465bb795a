extension String {
    /// External text made safe for a status message: at most `limit` code points on one line, with spaces in place of
    /// line breaks and control characters, and `…` where it is truncated.
    ///
    /// A schema's `maxLength` counts code points; a single character may consist of thousands of them.
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
            // Formatting characters could hide, or reverse the surrounding text (right-to-left marks).
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                false
            default: true
            }
        }
    }
}
