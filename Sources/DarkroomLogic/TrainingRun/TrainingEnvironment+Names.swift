extension TrainingEnvironment {
    /// `learningRate`, `learning-rate` and `learning.rate` all become `HP_LEARNING_RATE`.
    static func variableName(forHyperparameter name: String) -> String {
        var words = ""
        var previous: Character?
        for (index, character) in name.enumerated() {
            let isSeparator = character == "-" || character == "." || character == "_"
            if isSeparator {
                words += "_"
            } else {
                if character.isUppercase, let previous, previous != "_",
                    beginsWord(at: index, of: name, previous)
                {
                    words += "_"
                }
                words += character.uppercased()
            }
            previous = isSeparator ? "_" : character
        }
        return "HP_\(words)"
    }

    /// Whether a capital begins a word: after a small letter or digit, or as the last capital of several
    /// (`HTTPServer` is two words, `GPU` is one).
    private static func beginsWord(at index: Int, of name: String, _ previous: Character) -> Bool {
        if !previous.isUppercase { return true }
        return name.dropFirst(index + 1).first?.isLowercase ?? false
    }
}
