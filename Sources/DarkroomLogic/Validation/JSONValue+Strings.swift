import KubeCore

extension JSONValue {
    /// Every string in this value, names of members included, with its path; in a fixed order.
    func strings(at path: String) -> [(path: String, text: String)] {
        switch self {
        case .string(let text):
            [(path, text)]
        case .array(let elements):
            elements.enumerated().flatMap { index, element in element.strings(at: "\(path)[\(index)]") }
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { name, value in
                [(path, name)] + value.strings(at: "\(path).\(name.excerpt(63))")
            }
        case .null, .bool, .integer, .number:
            []
        }
    }
}
