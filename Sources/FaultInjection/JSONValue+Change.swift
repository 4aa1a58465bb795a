public import KubeCore

extension JSONValue {
    /// The same document with one member changed.
    ///
    /// - Parameter path: Names of members separated by dots; missing objects on the way are added, and a number
    ///   addresses an element of an array.
    public func changing(_ path: String, _ change: Fault.Change) -> JSONValue {
        changing(path.split(separator: ".").map(String.init)[...], change)
    }

    private func changing(_ path: ArraySlice<String>, _ change: Fault.Change) -> JSONValue {
        guard let name = path.first else { return change.value(instead: self) ?? .null }
        if case .array(var elements) = self, let index = Int(name), elements.indices.contains(index) {
            elements[index] = elements[index].changing(path.dropFirst(), change)
            return .array(elements)
        }
        var members = objectValue ?? [:]
        if path.count == 1 {
            members[name] = change.value(instead: members[name] ?? .null)
        } else {
            members[name] = (members[name] ?? [:]).changing(path.dropFirst(), change)
        }
        return .object(members)
    }
}

extension Fault.Change {
    /// What replaces `value`; nil removes it.
    func value(instead value: JSONValue) -> JSONValue? {
        switch self {
        case .null: return .null
        case .missing: return nil
        case .text: return "not what it should be"
        case .number: return 7
        case .huge: return .number(1e300)
        case .negative: return .integer(.min)
        case .list: return [1, "two", nil]
        case .object: return ["unexpected": ["nested": true]]
        case .unknown, .garbage: return ["fromTheFuture": ["of": ["any", "kind"]]]
        case .megabyte: return .string(String(repeating: "x", count: 1 << 20))
        case .controlCharacters: return "\u{1}\u{202E}\"'\\ \u{1F600} \u{0} {{workflow.name}} ${HOME} \n"
        case .deep: return (0..<600).reduce(value) { nested, _ in ["deeper": nested] }
        }
    }
}
