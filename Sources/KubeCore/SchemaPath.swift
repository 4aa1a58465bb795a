/// Where a field is in every object of a kind: the names of the members that lead to it. Positions in lists are left
/// out, because a schema is the same for all elements.
public struct SchemaPath: Hashable, Sendable {
    /// Names of the members, from the root of the object.
    public let names: [String]

    /// Makes a path.
    public init(_ names: [String]) { self.names = names }

    /// Reads a path as the API server writes it, such as `.status.conditions[type="Ready"].reason`; nil if it is not
    /// one.
    public init?(_ text: some StringProtocol) {
        var names: [String] = []
        var rest = Substring(text)
        while let first = rest.first {
            switch first {
            case ".":
                let name = rest.dropFirst().prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { return nil }
                names.append(String(name))
                rest = rest.dropFirst(1 + name.count)
            case "[":
                guard let after = Self.skipElement(rest) else { return nil }
                rest = after
            default: return nil
            }
        }
        guard !names.isEmpty else { return nil }
        self.names = names
    }

    /// What follows the element in brackets at the beginning of `text`, whose values may contain any character.
    private static func skipElement(_ text: Substring) -> Substring? {
        var (isQuoted, isEscaped) = (false, false)
        for index in text.indices {
            switch text[index] {
            case _ where isEscaped: isEscaped = false
            case "\\" where isQuoted: isEscaped = true
            case "\"": isQuoted.toggle()
            case "]" where !isQuoted: return text[text.index(after: index)...]
            default: continue
            }
        }
        return nil
    }
}

extension SchemaPath: CustomStringConvertible {
    /// The path as `status.percentDone`.
    public var description: String { names.joined(separator: ".") }
}

extension JSONValue {
    /// The same value without the fields at some paths, in every element of the lists on the way.
    public func omitting(_ paths: some Collection<SchemaPath>) -> JSONValue {
        paths.reduce(self) { $0.omitting($1.names[...]) }
    }

    /// Whether there is a value at a path, in any element of the lists on the way.
    public func contains(_ path: SchemaPath) -> Bool { contains(path.names[...]) }

    private func contains(_ names: ArraySlice<String>) -> Bool {
        guard let name = names.first else { return true }
        return switch self {
        case .array(let elements): elements.contains { $0.contains(names) }
        case .object(let members): members[name]?.contains(names.dropFirst()) ?? false
        case .null, .bool, .integer, .number, .string: false
        }
    }

    private func omitting(_ names: ArraySlice<String>) -> JSONValue {
        switch self {
        case .array(let elements):
            return .array(elements.map { $0.omitting(names) })
        case .object(var members):
            guard let name = names.first, let member = members[name] else { return self }
            if names.count == 1 {
                members.removeValue(forKey: name)
            } else {
                members[name] = member.omitting(names.dropFirst())
            }
            return .object(members)
        case .null, .bool, .integer, .number, .string:
            return self
        }
    }
}
