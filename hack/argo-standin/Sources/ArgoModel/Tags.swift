public import KubeCore

/// Argo's `{{name}}` tags: finds them and replaces them with values.
///
/// Works on bytes: a search by `Character` would not see `{{` when a combining mark follows the second brace,
/// but Argo's does.
public enum Tags {
    /// The value of every known tag, by tag name such as `inputs.parameters.image`.
    public typealias Values = [String: String]

    /// Refuses `text` if it contains a tag outside `known`, an expression (`{{=...}}`), or an unclosed `{{`.
    static func check(_ text: String, at path: String, known: Set<String>) throws(Refusal) {
        for segment in try segments(of: text, at: path) {
            guard case .tag(let name) = segment, !known.contains(name) else { continue }
            throw Refusal(path, unknownTag(name, known: known.sorted()))
        }
    }

    /// Refuses a tag in any string of `value`, member names included, outside `known`.
    static func check(_ value: JSONValue, at path: String, known: Set<String>) throws(Refusal) {
        switch value {
        case .string(let text):
            try check(text, at: path, known: known)
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                try check(element, at: "\(path)[\(index)]", known: known)
            }
        case .object(let members):
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                try check(name, at: "\(path).\(name)", known: [])
                try check(member, at: "\(path).\(name)", known: known)
            }
        case .null, .bool, .integer, .number:
            break
        }
    }

    /// `text` with its tags replaced. Inserted values are not searched for tags.
    public static func substitute(_ text: String, _ values: Values, at path: String) throws(Refusal) -> String {
        var bytes: [UInt8] = []
        for segment in try segments(of: text, at: path) {
            switch segment {
            case .literal(let literal): bytes += literal
            case .tag(let name):
                guard let value = values[name] else {
                    throw Refusal(path, unknownTag(name, known: values.keys.sorted()))
                }
                bytes += value.utf8
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `value` with the tags in all its strings replaced.
    public static func substitute(
        _ value: JSONValue,
        _ values: Values,
        at path: String
    ) throws(Refusal) -> JSONValue {
        switch value {
        case .string(let text):
            return .string(try substitute(text, values, at: path))
        case .array(let elements):
            var result: [JSONValue] = []
            for (index, element) in elements.enumerated() {
                result.append(try substitute(element, values, at: "\(path)[\(index)]"))
            }
            return .array(result)
        case .object(let members):
            var result: [String: JSONValue] = [:]
            for (name, member) in members {
                result[name] = try substitute(member, values, at: "\(path).\(name)")
            }
            return .object(result)
        case .null, .bool, .integer, .number:
            return value
        }
    }

    /// Whether Argo would search `text` for a tag.
    public static func mayHoldTag(_ text: String) -> Bool {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == brace, previous == brace { return true }
            previous = byte
        }
        return false
    }

    private static let brace = UInt8(ascii: "{")
    private static let closingBrace = UInt8(ascii: "}")

    private enum Segment {
        case literal(ArraySlice<UInt8>)
        case tag(String)
    }

    private static func segments(of text: String, at path: String) throws(Refusal) -> [Segment] {
        let bytes = Array(text.utf8)
        var segments: [Segment] = []
        var rest = bytes[...]
        while let opening = firstPair(of: brace, in: rest) {
            segments.append(.literal(rest[..<opening]))
            let inside = rest[(opening + 2)...]
            guard let closing = firstPair(of: closingBrace, in: inside) else {
                throw Refusal(path, "holds '{{' without '}}', which Argo reads as the start of a tag")
            }
            let name = inside[..<closing].drop(while: isSpace).reversed().drop(while: isSpace).reversed()
            segments.append(.tag(String(decoding: Array(name), as: UTF8.self)))
            rest = inside[(closing + 2)...]
        }
        segments.append(.literal(rest))
        return segments
    }

    private static func firstPair(of byte: UInt8, in bytes: ArraySlice<UInt8>) -> Int? {
        zip(bytes.indices, bytes.indices.dropFirst()).first { bytes[$0] == byte && bytes[$1] == byte }?.0
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func unknownTag(_ name: String, known: [String]) -> String {
        let choice = known.isEmpty ? "no tags are known here" : "known here: \(known.joined(separator: ", "))"
        return "the Argo development stand-in does not know the tag '{{\(name)}}' (\(choice))"
    }
}
