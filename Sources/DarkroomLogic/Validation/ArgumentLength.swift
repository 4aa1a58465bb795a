import KubeCore

/// What Linux lets a program have as one argument or one environment variable.
enum ArgumentLength {
    /// `MAX_ARG_STRLEN`, without the byte that ends the text. Source: include/uapi/linux/binfmts.h
    static let limit = 131_071

    /// A problem, if the text is too long for a program to start with it.
    static func problem(_ text: String, at path: String, _ reason: SpecProblem.Reason) -> SpecProblem? {
        let count = text.utf8.count
        guard count > limit else { return nil }
        let name = text.prefix(64).firstIndex(of: "=").map { "\(text[..<$0]) would have" } ?? "has"
        let words = """
            \(name) \(count) bytes, but Linux starts no program with an argument or environment variable of more \
            than \(limit) bytes; put it into a file of the image or of a volume
            """
        return SpecProblem(reason, at: path, words)
    }
}
