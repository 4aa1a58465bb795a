/// Hexadecimal digits of bytes.
enum Hex {
    private static let upperDigits = Array("0123456789ABCDEF")
    private static let lowerDigits = Array("0123456789abcdef")

    static func upper(_ byte: UInt8) -> String {
        String([upperDigits[Int(byte >> 4)], upperDigits[Int(byte & 15)]])
    }

    static func lower(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            text.append(lowerDigits[Int(byte >> 4)])
            text.append(lowerDigits[Int(byte & 15)])
        }
        return text
    }

    /// The value of one digit; nil when `byte` is not a digit.
    static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
