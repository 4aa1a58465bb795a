public import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if YAML
import Yams
#endif

/// Reads and writes YAML: kubeconfig files, manifests and terminal output.
///
/// A build without the `YAML` trait reads and writes only JSON, which is also YAML.
public enum YAMLText {
    /// The text is not YAML; the description says where.
    public struct SyntaxError: Error, CustomStringConvertible {
        /// What is wrong, for people.
        public let description: String
    }

    /// Every document of a stream, without empty documents.
    public static func documents(in text: String) throws(SyntaxError) -> [JSONValue] {
        #if YAML
        // JSON is YAML, but the parser below does not support all of its escapes.
        if text.first(where: { !$0.isWhitespace }) == "{", let document = json(text) { return [document] }
        do {
            var nodes = try Yams.compose_all(yaml: text, Resolver.kubectl())
            var documents: [JSONValue] = []
            while let node = nodes.next() { documents.append(try JSONValue(yaml: node)) }
            // The sequence does not throw: it ends where the text is not YAML.
            if let error = nodes.error { throw error }
            return documents.filter { $0 != .null }
        } catch let error as SyntaxError {
            throw error
        } catch {
            throw SyntaxError(description: "\(error)")
        }
        #else
        do {
            return [try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))]
        } catch {
            throw SyntaxError(
                description: "not JSON (this build reads no other YAML): \(decodingProblem(error))"
            )
        }
        #endif
    }

    private static func json(_ text: String) -> JSONValue? {
        try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    /// The first document of a stream, read as `type`.
    static func decodeFirst<Value: Decodable>(
        _ type: Value.Type,
        from text: String
    ) throws(SyntaxError) -> Value {
        guard let first = try documents(in: text).first else { throw SyntaxError(description: "empty") }
        do {
            return try first.decode(type)
        } catch {
            throw SyntaxError(description: decodingProblem(error))
        }
    }

    /// One document. Members are sorted by name, which is the usual order in manifests:
    /// `apiVersion`, `kind`, `metadata`, `spec`, `status`.
    public static func text(_ value: JSONValue) throws -> String {
        #if YAML
        try Yams.serialize(node: value.yamlNode, indent: 2, width: -1, allowUnicode: true)
        #else
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
        #endif
    }
}

#if YAML
extension JSONValue {
    fileprivate init(yaml node: Node) throws(YAMLText.SyntaxError) {
        switch node {
        case .mapping(let mapping):
            self = .object(try Self.members(of: mapping))
        case .sequence(let sequence):
            var elements: [JSONValue] = []
            for element in sequence { elements.append(try JSONValue(yaml: element)) }
            self = .array(elements)
        case .scalar(let scalar):
            self = try JSONValue(yaml: scalar, of: node)
        case .alias:
            throw YAMLText.SyntaxError(description: "an alias that was not resolved\(place(of: node))")
        }
    }

    private static func members(of mapping: Node.Mapping) throws(YAMLText.SyntaxError) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        var inherited: [String: JSONValue] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                throw YAMLText.SyntaxError(description: "a key that is not a scalar\(place(of: key))")
            }
            if key.tag == Tag(.merge) {
                inherited = try inheritedMembers(from: value)
            } else {
                members[name] = try JSONValue(yaml: value)
            }
        }
        return inherited.merging(members) { _, own in own }
    }

    /// The members that `<<` merges: those of one mapping, or of several, where the first with a name takes precedence.
    /// Source: https://yaml.org/type/merge.html
    private static func inheritedMembers(from node: Node) throws(YAMLText.SyntaxError) -> [String: JSONValue] {
        switch node {
        case .mapping(let mapping):
            return try members(of: mapping)
        case .sequence(let sequence):
            var members: [String: JSONValue] = [:]
            for element in sequence {
                members.merge(try inheritedMembers(from: element)) { first, _ in first }
            }
            return members
        default:
            throw YAMLText.SyntaxError(
                description: "'<<' needs a mapping or a list of mappings\(place(of: node))"
            )
        }
    }

    private init(yaml scalar: Node.Scalar, of node: Node) throws(YAMLText.SyntaxError) {
        switch node.tag {
        case Tag(.null): self = .null
        case Tag(.bool):
            let letters = ["y": true, "n": false]
            let value = Bool.construct(from: scalar) ?? letters[scalar.string.lowercased()]
            self = value.map(JSONValue.bool) ?? .string(scalar.string)
        case Tag(.int):
            if let integer = Int.construct(from: scalar) {
                self = .integer(Int64(integer))
            } else {
                self = try Self.number(Double(scalar.string), of: node)
            }
        case Tag(.float):
            self = try Self.number(Double.construct(from: scalar), of: node)
        default: self = .string(scalar.string)
        }
    }

    private static func number(_ value: Double?, of node: Node) throws(YAMLText.SyntaxError) -> JSONValue {
        let text = node.scalar?.string ?? ""
        guard let value else { return .string(text) }
        guard value.isFinite else {
            let words = "\(text) is not a number that JSON can hold; put it in quotes if it is text"
            throw YAMLText.SyntaxError(description: "\(words)\(place(of: node))")
        }
        return .number(value)
    }

    fileprivate var yamlNode: Node {
        switch self {
        case .null: Node("null", Tag(.null))
        case .bool(let value): Node(value ? "true" : "false", Tag(.bool))
        case .integer(let value): Node(String(value), Tag(.int))
        case .number(let value): Node(String(value), Tag(.float))
        case .string(let value): Node(string: value)
        case .array(let elements): Node(elements.map(\.yamlNode))
        case .object(let members):
            Node(
                members.sorted { $0.key < $1.key }
                    .map { (Node(string: $0.key), $0.value.yamlNode) }
            )
        }
    }
}

extension Resolver {
    /// Resolves plain scalars like kubectl, so that a manifest has the same meaning in both: `12:30` is a string
    /// (a number of minutes in YAML 1.1) and `y` is true.
    /// Source: https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/resolve.go
    fileprivate static func kubectl() throws -> Resolver {
        let boolean = "y|Y|n|N|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF|[Tt]rue|TRUE|[Ff]alse|FALSE"
        let integer = "[-+]?(?:0b[01_]+|0o?[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)"
        let decimal = "[-+]?(?:[0-9][0-9_]*(?:\\.[0-9_]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
        let special = "[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)"
        return try Resolver.default
            .replacing(.bool, with: "^(?:\(boolean))$")
            .replacing(.int, with: "^(?:\(integer))$")
            .replacing(.float, with: "^(?:\(decimal)|\(special))$")
    }
}

extension Node {
    /// A string, quoted where a reader could otherwise misread it; multi-line text as a block.
    fileprivate init(string: String) {
        if string.contains("\n") {
            self = Node(string, Tag(.str), .literal)
        } else if string.isAmbiguous || Node(string).tag != Tag(.str) {
            self = Node(string, Tag(.str), .doubleQuoted)
        } else {
            self = Node(string, Tag(.str))
        }
    }
}

extension String {
    /// Whether a reader of YAML 1.1 or 1.2 could read the plain text as something other than a string. Readers differ:
    /// for kubectl, `y` is true and `12e5` is a number.
    fileprivate var isAmbiguous: Bool {
        guard let first = unicodeScalars.first else { return true }
        let words: Set = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "~"]
        return "+-.0123456789=<".unicodeScalars.contains(first) || words.contains(lowercased())
    }
}

private func place(of node: Node) -> String {
    node.mark.map { " at line \($0.line), column \($0.column)" } ?? ""
}
#endif
