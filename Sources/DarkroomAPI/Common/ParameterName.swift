/// Names of parameters and hyperparameters.
public enum ParameterName {
    /// Longest name, in bytes.
    public static let maxLength = 63

    /// Description of the rule; follows the word "must".
    public static let rule = """
        begin with a letter, hold only letters, digits, '.', '_' and '-', and be at most \(maxLength) characters long
        """

    /// Whether `name` can become `--name=value` and part of an environment variable's name.
    ///
    /// The reconciler must ask: the schema cannot, since neither patterns on names nor CEL reach into a map whose
    /// values have no type. See ``ScalarValue``.
    public static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first), name.utf8.count <= maxLength else { return false }
        return name.utf8.allSatisfy { isLetter($0) || isDigit($0) || "._-".utf8.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
