/// Bytes of known number that can be read at any place: an object in a bucket, a file.
protocol RandomAccessBytes: Sendable {
    /// In bytes.
    var size: UInt64 { get }

    /// Exactly the bytes `offset..<offset + count`.
    ///
    /// - Throws: Also when the range is not within ``size``.
    func read(at offset: UInt64, count: Int) async throws -> [UInt8]
}
