/// Reads one document for ``LenientJSON``.
struct LenientJSONReader {
    typealias Problem = LenientJSON.Problem

    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The document's value, which nothing may follow.
    mutating func document() throws(Problem) -> JSONValue {
        skipSpace()
        guard byte != nil else { throw problem("a value is missing") }
        let value = try value(levels: LenientJSON.levels)
        skipSpace()
        guard byte == nil else { throw problem("there is more after the value") }
        return value
    }

    private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func problem(_ words: String) -> Problem { Problem(words: words, offset: position) }

    private mutating func skipSpace() {
        while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    /// Whether the next byte is this one, which is skipped then.
    private mutating func accept(_ expected: Unicode.Scalar) -> Bool {
        guard byte == UInt8(ascii: expected) else { return false }
        position += 1
        return true
    }

    /// - Parameter levels: How many lists and objects may be around values within this one.
    private mutating func value(levels: Int) throws(Problem) -> JSONValue {
        switch byte {
        case UInt8(ascii: "{"): levels > 0 ? try object(levels: levels - 1) : try skipNested()
        case UInt8(ascii: "["): levels > 0 ? try array(levels: levels - 1) : try skipNested()
        case UInt8(ascii: "\""): .string(try string())
        case nil: throw problem("the text ends where a value is expected")
        case .some: try word()
        }
    }

    private mutating func object(levels: Int) throws(Problem) -> JSONValue {
        position += 1
        var members: [String: JSONValue] = [:]
        skipSpace()
        if accept("}") { return .object(members) }
        while true {
            skipSpace()
            guard byte == UInt8(ascii: "\"") else { throw problem("the name of a member is expected") }
            let name = try string()
            skipSpace()
            guard accept(":") else { throw problem("a colon is expected") }
            skipSpace()
            members[name] = try value(levels: levels)
            skipSpace()
            if accept("}") { return .object(members) }
            guard accept(",") else { throw problem("a comma or the end of an object is expected") }
        }
    }

    private mutating func array(levels: Int) throws(Problem) -> JSONValue {
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if accept("]") { return .array(elements) }
        while true {
            skipSpace()
            elements.append(try value(levels: levels))
            skipSpace()
            if accept("]") { return .array(elements) }
            guard accept(",") else { throw problem("a comma or the end of a list is expected") }
        }
    }

    /// Skips a list or an object, however deeply it is nested; null stands for it.
    private mutating func skipNested() throws(Problem) -> JSONValue {
        var depth = 0
        repeat {
            switch byte {
            case UInt8(ascii: "\""):
                _ = try string()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case nil: throw problem("the text ends within a list or an object")
            case .some: break
            }
            position += 1
        } while depth > 0
        return .null
    }

    /// A number or one of the literals, signs included.
    private mutating func word() throws(Problem) -> JSONValue {
        let start = position
        while let byte, LenientJSON.isNumeric(byte) || (0x61...0x7A).contains(byte | 0x20) { position += 1 }
        let length = position - start
        let text = String(decoding: bytes[start..<position].prefix(LenientJSON.longestNumber + 1), as: UTF8.self)
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        default:
            if let number = LenientJSON.number(in: text) { return number }
            position = start
            throw problem(length > LenientJSON.longestNumber ? "a number is too long" : "the value is not valid")
        }
    }
}

extension LenientJSONReader {
    private mutating func string() throws(Problem) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try appendEscape(to: &text)
            default: text.append(byte)
            }
        }
        throw problem("the text ends within a string")
    }

    /// Reads what follows a backslash.
    private mutating func appendEscape(to text: inout [UInt8]) throws(Problem) {
        guard let byte else { throw problem("the text ends within a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try escapedScalar()).utf8)
        default: text.append(byte)
        }
    }

    /// The character of `\uXXXX`, or of two of them that are a surrogate pair. A surrogate without its other half, as
    /// Python writes for undecodable file names, becomes U+FFFD.
    private mutating func escapedScalar() throws(Problem) -> Unicode.Scalar {
        let first = try fourDigits()
        guard (0xD800...0xDBFF).contains(first) else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        let afterFirst = position
        guard accept("\\"), accept("u") else {
            position = afterFirst
            return "\u{FFFD}"
        }
        let second = try fourDigits()
        guard (0xDC00...0xDFFF).contains(second) else {
            position = afterFirst
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func fourDigits() throws(Problem) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw problem("four hexadecimal digits are expected")
            }
            value = value << 4 + UInt32(digit)
            position += 1
        }
        return value
    }
}
