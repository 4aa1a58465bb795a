public import KubeCore

extension Bool: Schematic {
    /// `true` or `false`.
    public static var schema: Schema { .boolean }
}

extension Timestamp: Schematic {
    /// RFC 3339 date and time.
    public static var schema: Schema { .string(.timestamp) }
}
