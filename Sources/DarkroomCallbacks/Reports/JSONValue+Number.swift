internal import KubeCore

extension JSONValue {
    /// The value as a number; nil for any other. Trainers also send numbers as text, and shares with a percent sign.
    var number: JSONValue? {
        switch self {
        case .integer, .number: return self
        case .string(let text):
            var word = text.drop { $0 == " " }
            while let last = word.last, last == " " || last == "%" { word.removeLast() }
            return LenientJSON.number(in: word)
        case .null, .bool, .array, .object: return nil
        }
    }

    /// The number, if it is finite.
    var finiteNumber: Double? {
        switch number {
        case .integer(let value)?: Double(value)
        case .number(let value)?: value.isFinite ? value : nil
        default: nil
        }
    }
}
