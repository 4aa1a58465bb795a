extension KubeStatus {
    private static var problem: String { ": field not declared in schema" }

    /// The fields of an applied object that the server's schema of the kind does not have; empty for any other
    /// rejection.
    ///
    /// The server reports them in the message only, with status 500 and without causes: one after the name of the
    /// object (`failed to create typed patch object (team/digits; example.dev/v1, Kind=Run): .status.percentDone: field
    /// not declared in schema`), or several in lines of their own after `errors:`.
    public var undeclaredFields: Set<SchemaPath> {
        Set(message.split(whereSeparator: \.isNewline).compactMap(Self.undeclaredField))
    }

    private static func undeclaredField(_ line: Substring) -> SchemaPath? {
        let line = line.drop { $0.isWhitespace }
        guard let end = line.firstRange(of: problem)?.lowerBound else { return nil }
        let text = line[..<end]
        if text.hasPrefix(".") { return SchemaPath(text) }
        return text.firstRange(of: "): .").flatMap { SchemaPath(".\(text[$0.upperBound...])") }
    }
}
