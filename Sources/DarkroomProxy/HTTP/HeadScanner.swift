/// Finds the end of a head in bytes that arrive piece by piece, looking at each byte once.
struct HeadScanner {
    private var scanned = 0
    private var lineStart = 0

    /// The length of the head with its empty line; nil until that has arrived.
    ///
    /// - Parameter bytes: Everything since the head's first byte.
    mutating func end(in bytes: Span<UInt8>) throws(HeadProblem) -> Int? {
        let limit = min(bytes.count, HeadLimits.head)
        while scanned < limit {
            if bytes[scanned] == ASCII.lineFeed {
                guard scanned > 0, bytes[scanned - 1] == ASCII.carriageReturn else { throw .bareLineFeed }
                if scanned - 1 == lineStart {
                    let end = scanned + 1
                    self = HeadScanner()
                    return end
                }
                lineStart = scanned + 1
            }
            scanned += 1
        }
        if scanned >= HeadLimits.head { throw .tooLarge }
        return nil
    }
}
