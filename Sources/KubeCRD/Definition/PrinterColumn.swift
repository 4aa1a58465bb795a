/// A column of `kubectl get`.
public struct PrinterColumn: Hashable, Sendable {
    /// OpenAPI type of the value, which decides how it is printed.
    public enum ValueType: String, Hashable, Sendable {
        case string, integer, date
    }

    /// Heading.
    public var name: String
    /// Type of the value.
    public var type: ValueType
    /// Where the value is, below the object.
    public var jsonPath: String
    /// What the value means.
    public var description: String
    /// Whether the column only shows with `-o wide`.
    public var isWide: Bool

    /// Makes a column.
    public init(
        _ name: String,
        _ jsonPath: String,
        type: ValueType = .string,
        isWide: Bool = false,
        _ description: String
    ) {
        self.name = name
        self.type = type
        self.jsonPath = jsonPath
        self.description = description
        self.isWide = isWide
    }

    /// Time since the object was created: by convention the last column of every kind.
    public static let age = PrinterColumn(
        "Age",
        ".metadata.creationTimestamp",
        type: .date,
        "Time since the object was created."
    )
}
