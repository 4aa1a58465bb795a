/// Pulls elements and text out of a small XML document, as S3 servers write them.
///
/// Supports no DTD, and therefore only the five predefined entities and character references: nothing is expanded and
/// nothing is fetched. Skips attributes and namespaces. The scanner bounds the depth; the caller must bound the
/// size.
struct XMLScanner {
    enum Token: Hashable, Sendable {
        case start(String)
        case end(String)
        case text(String)
    }

    private static let maximumDepth = 32

    private var rest: ArraySlice<UInt8>
    private var open: [String] = []
    /// Name of an element such as `<a/>`, whose end follows its start.
    private var pendingEnd: String?

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The next token; nil at the end of a complete document.
    mutating func next() throws(XMLProblem) -> Token? {
        if let name = pendingEnd {
            pendingEnd = nil
            return .end(name)
        }
        while let first = rest.first {
            guard first == UInt8(ascii: "<") else {
                let text = try text()
                if !open.isEmpty { return .text(text) }
                guard text.unicodeScalars.allSatisfy({ $0.properties.isWhitespace || $0 == "\u{FEFF}" })
                else {
                    throw XMLProblem("text outside of any element")
                }
                continue
            }
            if skip("<?") {
                _ = try take(until: "?>")
            } else if skip("<!--") {
                _ = try take(until: "-->")
            } else if skip("<![CDATA[") {
                let text = try string(try take(until: "]]>"))
                guard !open.isEmpty else { throw XMLProblem("text outside of any element") }
                return .text(text)
            } else if skip("<!") {
                throw XMLProblem("a document type declaration, which is not supported")
            } else if skip("</") {
                return try endTag()
            } else {
                _ = skip("<")
                return try startTag()
            }
        }
        guard open.isEmpty else { throw XMLProblem("it ends within <\(open.last?.forDisplay() ?? "")>") }
        return nil
    }

    private mutating func startTag() throws(XMLProblem) -> Token {
        var content: ArraySlice<UInt8> = try tagContent()
        let isEmpty = content.last == UInt8(ascii: "/")
        if isEmpty { content = content.dropLast() }
        let name = try string(content.prefix { !Self.isSpace($0) })
        guard !name.isEmpty else { throw XMLProblem("a tag without a name") }
        if isEmpty {
            pendingEnd = name
        } else {
            guard open.count < Self.maximumDepth else { throw XMLProblem("elements are nested too deeply") }
            open.append(name)
        }
        return .start(name)
    }

    private mutating func endTag() throws(XMLProblem) -> Token {
        let content = try take(until: ">")
        let name = try string(content.prefix { !Self.isSpace($0) })
        guard open.popLast() == name else { throw XMLProblem("</\(name.forDisplay())> closes nothing") }
        return .end(name)
    }

    /// Everything up to the `>` that ends a start tag, ignoring any within a quoted attribute.
    private mutating func tagContent() throws(XMLProblem) -> ArraySlice<UInt8> {
        var quote: UInt8?
        for index in rest.indices {
            let byte = rest[index]
            if let current = quote {
                if byte == current { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                defer { rest = rest[(index + 1)...] }
                return rest[..<index]
            }
        }
        throw XMLProblem("it ends within a tag")
    }

    private mutating func text() throws(XMLProblem) -> String {
        let raw = rest.prefix { $0 != UInt8(ascii: "<") }
        rest = rest[raw.endIndex...]
        guard raw.contains(UInt8(ascii: "&")) else { return try string(raw) }
        var resolved: [UInt8] = []
        var remaining = raw
        while let byte = remaining.popFirst() {
            guard byte == UInt8(ascii: "&") else {
                resolved.append(byte)
                continue
            }
            // The longest reference, &#x10FFFF;, has nine bytes after the ampersand.
            let name = remaining.prefix(10).prefix { $0 != UInt8(ascii: ";") }
            guard name.endIndex < remaining.endIndex, remaining[name.endIndex] == UInt8(ascii: ";"),
                let scalar = Self.reference(String(decoding: name, as: UTF8.self))
            else { throw XMLProblem("an unknown entity") }
            resolved += Array(String(Character(scalar)).utf8)
            remaining = remaining[(name.endIndex + 1)...]
        }
        return try string(resolved[...])
    }

    private static func reference(_ name: String) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            let isHexadecimal = digits.hasPrefix("x")
            // UInt32(_:radix:) would accept a sign.
            guard digits.first != "+", digits.dropFirst(isHexadecimal ? 1 : 0).first != "+" else {
                return nil
            }
            return UInt32(isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10)
                .flatMap(Unicode.Scalar.init)
        }
    }

    private mutating func skip(_ prefix: StaticString) -> Bool {
        let matches = prefix.withUTF8Buffer { rest.starts(with: $0) }
        if matches { rest = rest.dropFirst(prefix.utf8CodeUnitCount) }
        return matches
    }

    /// Everything up to `terminator`, which is consumed too.
    private mutating func take(until terminator: String) throws(XMLProblem) -> ArraySlice<UInt8> {
        let mark = Array(terminator.utf8)
        var index = rest.startIndex
        while let found = rest[index...].firstIndex(of: mark[0]) {
            if rest[found...].starts(with: mark) {
                defer { rest = rest[(found + mark.count)...] }
                return rest[..<found]
            }
            index = found + 1
        }
        throw XMLProblem("it ends where \(terminator) was expected")
    }

    private func string(_ bytes: ArraySlice<UInt8>) throws(XMLProblem) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw XMLProblem("it is not UTF-8") }
        return text
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
    }
}

/// Why a document cannot be read as XML.
struct XMLProblem: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
