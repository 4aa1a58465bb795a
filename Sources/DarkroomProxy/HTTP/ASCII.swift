/// Classifies and compares the bytes of a message's head.
enum ASCII {
    static let carriageReturn = UInt8(ascii: "\r")
    static let lineFeed = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")
    static let colon = UInt8(ascii: ":")
    static let slash = UInt8(ascii: "/")

    /// True for the characters of a token (RFC 9110, 5.6.2).
    private static let tokenTable: [Bool] = (0..<256).map { code in
        let isAlphanumeric =
            (0x30...0x39).contains(code) || (0x41...0x5A).contains(code)
            || (0x61...0x7A).contains(code)
        return isAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains(UInt8(code))
    }

    static func isToken(_ byte: UInt8) -> Bool { tokenTable[Int(byte)] }

    /// Whether a header's value may have this byte: visible characters, blanks, and bytes beyond ASCII.
    static func isFieldValue(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == tab }

    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    static func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    static func digit(_ byte: UInt8) -> Int? { (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil }

    static func hexDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x41 + 10
        case 0x61...0x66: Int(byte) - 0x61 + 10
        default: nil
        }
    }

    /// Whether the bytes are this text, ignoring case.
    ///
    /// - Parameter text: In lower case.
    static func equals(_ bytes: Span<UInt8>, _ text: StaticString) -> Bool {
        guard bytes.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { expected in
            for index in bytes.indices where lowercased(bytes[index]) != expected[index] { return false }
            return true
        }
    }

    /// Whether two texts are the same, ignoring case.
    static func equals(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where lowercased(left[index]) != lowercased(right[index]) { return false }
        return true
    }

    /// Whether a comma-separated list has this element, ignoring case.
    ///
    /// - Parameter element: In lower case.
    static func list(_ bytes: Span<UInt8>, contains element: StaticString) -> Bool {
        element.withUTF8Buffer { list(bytes, contains: $0.span) }
    }

    /// Whether a comma-separated list has this element, ignoring case.
    static func list(_ bytes: Span<UInt8>, contains element: Span<UInt8>) -> Bool {
        var start = 0
        while start <= bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: ",") { end += 1 }
            var first = start
            var last = end
            while first < last, isBlank(bytes[first]) { first += 1 }
            while last > first, isBlank(bytes[last - 1]) { last -= 1 }
            if equals(bytes.extracting(first..<last), element) { return true }
            start = end + 1
        }
        return false
    }

    /// A number of decimal digits only; nil beyond 18 digits, which no length has.
    static func number(_ bytes: Span<UInt8>) -> Int? {
        guard (1...18).contains(bytes.count) else { return nil }
        var number = 0
        for index in bytes.indices {
            guard let digit = digit(bytes[index]) else { return nil }
            number = number * 10 + digit
        }
        return number
    }
}
