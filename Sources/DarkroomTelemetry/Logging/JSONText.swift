import Logging

/// Builds JSON as text; members appear in the order in which they are written.
struct JSONText {
    private var scalars = String.UnicodeScalarView()
    private var needsComma = false

    var text: String { String(scalars) }

    /// One value by itself.
    static func document(_ value: Logger.MetadataValue) -> String {
        var json = JSONText()
        json.metadata(value)
        return json.text
    }

    /// Writes one object; `members` writes its members.
    mutating func object(_ members: (inout JSONText) -> Void) {
        bracketed("{", "}", members)
    }

    /// Writes a member of the object being written, with a string as its value.
    mutating func member(_ name: String, _ value: String) {
        memberName(name)
        string(value)
    }

    /// Writes a member of the object being written, with metadata as its value.
    mutating func member(_ name: String, _ value: Logger.MetadataValue) {
        memberName(name)
        metadata(value)
    }

    private mutating func memberName(_ name: String) {
        separate()
        string(name)
        scalars.append(":")
    }

    private mutating func metadata(_ value: Logger.MetadataValue) {
        switch value {
        case .string(let text): string(text)
        case .stringConvertible(let value): scalar(value)
        case .dictionary(let members):
            object { json in
                for (name, value) in members.sorted(by: { $0.key < $1.key }) { json.member(name, value) }
            }
        case .array(let elements):
            bracketed("[", "]") { json in
                for element in elements {
                    json.separate()
                    json.metadata(element)
                }
            }
        }
    }

    /// Numbers and booleans keep their type, so that log queries can compare them.
    private mutating func scalar(_ value: any CustomStringConvertible) {
        switch value {
        case let value as Bool: scalars.append(contentsOf: (value ? "true" : "false").unicodeScalars)
        case let value as any FixedWidthInteger: scalars.append(contentsOf: value.description.unicodeScalars)
        case let value as Double where value.isFinite:
            scalars.append(contentsOf: value.description.unicodeScalars)
        default: string(value.description)
        }
    }

    private mutating func string(_ value: String) {
        scalars.append("\"")
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": scalars.append(contentsOf: #"\""#.unicodeScalars)
            case "\\": scalars.append(contentsOf: #"\\"#.unicodeScalars)
            case "\n": scalars.append(contentsOf: #"\n"#.unicodeScalars)
            case "\r": scalars.append(contentsOf: #"\r"#.unicodeScalars)
            case "\t": scalars.append(contentsOf: #"\t"#.unicodeScalars)
            // JSON does not require this for Unicode's line ends, but some readers would split the line
            // there.
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                scalars.append(contentsOf: "\\u\(scalar.hexadecimal)".unicodeScalars)
            default: scalars.append(scalar)
            }
        }
        scalars.append("\"")
    }

    private mutating func bracketed(
        _ open: Unicode.Scalar,
        _ close: Unicode.Scalar,
        _ content: (inout JSONText) -> Void
    ) {
        scalars.append(open)
        needsComma = false
        content(&self)
        scalars.append(close)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { scalars.append(",") }
        needsComma = true
    }
}

extension Unicode.Scalar {
    /// The code point in at least four hexadecimal digits.
    var hexadecimal: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
