public import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if YAML
import Yams
#endif

/// YAML in and out, for kubeconfig files, manifests and what people read at a terminal.
///
/// A build without the `YAML` trait reads and writes JSON only, which is YAML too.
public enum YAMLText {
    /// The text is not YAML; says where.
    public struct SyntaxError: Error, CustomStringConvertible {
        /// What is wrong, for people.
        public let description: String
    }

    /// Every document of a stream; empty documents are left out.
    public static func documents(in text: String) throws(SyntaxError) -> [JSONValue] {
        #if YAML
        do {
            var nodes = try Yams.compose_all(yaml: text)
            var documents: [JSONValue] = []
            while let node = nodes.next() { documents.append(try JSONValue(yaml: node)) }
            // The sequence does not throw: it ends where the text stops being YAML.
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

    /// One document. Members stand in the order of their names, which is the order people expect of manifests:
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
            var members: [String: JSONValue] = [:]
            for (key, value) in mapping {
                guard let name = key.scalar?.string else {
                    throw YAMLText.SyntaxError(description: "a key that is no scalar\(place(of: key))")
                }
                members[name] = try JSONValue(yaml: value)
            }
            self = .object(members)
        case .sequence(let sequence):
            var elements: [JSONValue] = []
            for element in sequence { elements.append(try JSONValue(yaml: element)) }
            self = .array(elements)
        case .scalar(let scalar):
            self = JSONValue(yaml: scalar, of: node)
        case .alias:
            throw YAMLText.SyntaxError(description: "an alias that was not resolved\(place(of: node))")
        }
    }

    private init(yaml scalar: Node.Scalar, of node: Node) {
        switch node.tag {
        case Tag(.null): self = .null
        case Tag(.bool): self = Bool.construct(from: scalar).map(JSONValue.bool) ?? .string(scalar.string)
        case Tag(.int):
            let integer = Int.construct(from: scalar).map { JSONValue.integer(Int64($0)) }
            self = integer ?? Double(scalar.string).map(JSONValue.number) ?? .string(scalar.string)
        case Tag(.float):
            self = Double.construct(from: scalar).map(JSONValue.number) ?? .string(scalar.string)
        default: self = .string(scalar.string)
        }
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

extension Node {
    /// A string, quoted where a reader would otherwise take it for something else; long text as a block.
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
    /// Whether some reader of YAML 1.1 or 1.2 takes the bare text for something else than a string. Readers differ:
    /// to kubectl `y` is true and `12e5` a number.
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
