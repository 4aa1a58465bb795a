import ArgumentParser

/// A number of bytes in Kubernetes' notation.
struct ByteCount: Hashable, Sendable {
    var bytes: UInt64

    init(bytes: UInt64) { self.bytes = bytes }

    /// Reads `1048576`, or `1Mi`.
    init(_ text: String) throws {
        let units: [(String, UInt64)] = [("Ki", 1 << 10), ("Mi", 1 << 20), ("Gi", 1 << 30), ("Ti", 1 << 40)]
        let unit = units.first { text.hasSuffix($0.0) } ?? ("", 1)
        let digits = text.dropLast(unit.0.count)
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(digits) else {
            throw ValidationError("\"\(text)\" is not a number of bytes, such as 1048576 or 1Mi")
        }
        let (bytes, isOverflow) = number.multipliedReportingOverflow(by: unit.1)
        guard !isOverflow else { throw ValidationError("\"\(text)\" is too large") }
        self.bytes = bytes
    }
}
