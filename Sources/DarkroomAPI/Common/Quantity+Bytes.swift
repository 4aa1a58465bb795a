extension Quantity {
    /// The amount as a whole number of bytes, rounded up; nil when the text is not an amount or is too large for a number.
    /// Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
    public var bytes: Int64? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "+") }
        guard let factor = Self.factor(text.dropFirst(digits.count)), let amount = Double(digits), amount.isFinite
        else { return nil }
        let bytes = (amount * factor).rounded(.up)
        // A Double of 2^63 is one above the greatest Int64.
        return bytes >= 0 && bytes < 0x1p63 ? Int64(bytes) : nil
    }

    private static func factor(_ unit: Substring) -> Double? {
        if let power = binaryUnits[String(unit)] { return power }
        if let power = decimalUnits[String(unit)] { return power }
        guard unit.first == "e" || unit.first == "E", let power = Double("1e" + unit.dropFirst()) else { return nil }
        return power
    }

    private static let binaryUnits = [
        "Ki": 0x1p10, "Mi": 0x1p20, "Gi": 0x1p30, "Ti": 0x1p40, "Pi": 0x1p50, "Ei": 0x1p60,
    ]

    private static let decimalUnits = [
        "": 1, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
    ]
}
