public import KubeCore

extension JSONValue {
    /// The text of a string, number or truth value, as in Argo's parameters; nil for anything else.
    public var plainText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .bool(let flag): String(flag)
        case .null, .array, .object: nil
        }
    }
}
