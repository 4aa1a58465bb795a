public import KubeCore

/// Replaces what differs between two equal runs: identities, times, versions, generated names.
public struct Mask: Sendable {
    private static let dropped: Set<String> = [
        "managedFields", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "selfLink",
    ]
    /// Set by the server, or derived from identities.
    private static let given: Set<String> = ["clusterIP", "clusterIPs", "darkroom.dev/spec-hash"]

    private let names: [(name: String, mask: String)]

    /// Makes a mask for one run.
    ///
    /// - Parameters:
    ///   - namespace: The run's own.
    ///   - generated: Names with a hash in them, in the order in which they appeared.
    public init(namespace: String, generated: [String]) {
        var names = [(namespace, "<namespace>")]
        var seen: [String: [String]] = [:]
        for name in generated {
            let shape = Self.replacingHash(of: name, by: "")
            guard !(seen[shape, default: []].contains(name)) else { continue }
            seen[shape, default: []].append(name)
            names.append((name, Self.replacingHash(of: name, by: "<\(seen[shape, default: []].count)>")))
        }
        // Longer ones first: one name may begin with another.
        self.names = names.sorted { $0.0.utf8.count > $1.0.utf8.count }
    }

    /// A generated name with something else in place of its hash, which a number may follow.
    private static func replacingHash(of name: String, by mask: String) -> String {
        let parts = name.split(separator: "-").map(String.init)
        let hash = parts.lastIndex { $0.utf8.count >= 8 && $0.allSatisfy(\.isHexDigit) } ?? parts.count - 1
        return parts.enumerated().map { $0.offset == hash ? mask : $0.element }.joined(separator: "-")
    }

    /// The object without what differs.
    public func callAsFunction(_ object: JSONValue) -> JSONValue {
        switch object {
        case .object(let members):
            var masked: [String: JSONValue] = [:]
            for (name, value) in members where !Self.dropped.contains(name) {
                masked[text(name)] = Self.given.contains(name) ? "<given>" : self(value)
            }
            return .object(masked)
        case .array(let elements): return .array(elements.map { self($0) })
        case .string(let string): return .string(text(string))
        default: return object
        }
    }

    /// The text without what differs.
    public func text(_ text: String) -> String {
        var text = text
        for (name, mask) in names { text = text.replacing(name, with: mask) }
        return Self.withoutIdentities(text)
    }

    private static func withoutIdentities(_ text: String) -> String {
        let shapes = [
            ("hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh", "<uid>"),
            (String(repeating: "h", count: 32), "<uid>"), ("dddd-dd-ddTdd:dd:dd", "<time>"),
        ]
        var bytes = Array(text.utf8)
        for (shape, mask) in shapes {
            var masked: [UInt8] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                if matches(rest, Array(shape.utf8)) {
                    masked += Array(mask.utf8)
                    rest = rest.dropFirst(shape.utf8.count)
                } else {
                    masked.append(rest.removeFirst())
                }
            }
            bytes = masked
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func matches(_ bytes: ArraySlice<UInt8>, _ shape: [UInt8]) -> Bool {
        guard bytes.count >= shape.count else { return false }
        return zip(bytes, shape).allSatisfy { byte, sign in
            switch sign {
            case UInt8(ascii: "h"): (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
            case UInt8(ascii: "d"): (0x30...0x39).contains(byte)
            default: byte == sign
            }
        }
    }
}
