/// Percent-encoding as SigV4 requires it: everything but RFC 3986's unreserved characters, with upper-case digits.
enum PercentEncoding {
    /// Encodes the UTF-8 form of `text`; slashes stay only in a `path`.
    static func encode(_ text: String, path: Bool = false) -> String {
        var encoded = ""
        encoded.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "/") where path:
                encoded.append("/")
            default:
                encoded.append("%")
                encoded.append(Hex.upper(byte))
            }
        }
        return encoded
    }

    /// Decodes the output of ``encode(_:path:)`` or, with `form`, of a form encoder, which writes `+` for a space; nil
    /// when the text is malformed or not UTF-8.
    static func decode(_ text: String, form: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+") where form: bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(Hex.value),
                    let low = rest.popFirst().flatMap(Hex.value)
                else { return nil }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
