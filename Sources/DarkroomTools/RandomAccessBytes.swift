/// Bytes of known size that can be read at any offset: an object in a bucket, or a file.
protocol RandomAccessBytes: Sendable {
    /// In bytes.
    var size: UInt64 { get }

    /// Exactly the bytes `offset..<offset + count`.
    ///
    /// - Throws: An error, for instance when the range is not within ``size``.
    func read(at offset: UInt64, count: Int) async throws -> [UInt8]
}
