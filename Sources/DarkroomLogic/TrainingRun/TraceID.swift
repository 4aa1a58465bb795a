public import DarkroomAPI
import KubeCore

/// The id under which everything that belongs to a run is found in logs and traces.
enum TraceID {
    /// The trace id given by annotation, else one derived from the UID, so that it is the same after a restart.
    ///
    /// The annotation may also hold a whole W3C `traceparent`; its trace id is the second of its four parts.
    /// Source: https://www.w3.org/TR/trace-context/#traceparent-header
    static func of(_ metadata: ObjectMeta) -> String {
        if let given = metadata.annotations[DarkroomAnnotation.traceID] {
            if let traceID = traceID(inTraceparent: given) { return traceID }
            if isUsable(given) { return given }
        }
        let digits = metadata.uid.lowercased().filter(\.isHexDigit)
        if digits.utf8.count == 32 { return digits }
        return StableHash.hex(metadata.uid.utf8) + StableHash.hex("trace \(metadata.uid)".utf8)
    }

    private static func traceID(inTraceparent text: String) -> String? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts.prefix(4).map(\.utf8.count) == [2, 32, 16, 2],
            parts.prefix(4).allSatisfy({ $0.utf8.allSatisfy(isLowerHexDigit) }),
            parts[1].contains(where: { $0 != "0" })
        else { return nil }
        return String(parts[1])
    }

    private static func isLowerHexDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...102).contains(byte)
    }

    fileprivate static func isUsable(_ traceID: String) -> Bool {
        (1...128).contains(traceID.utf8.count)
            && traceID.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "_")
            }
    }
}

extension TrainingRun {
    /// The id that connects everything that belongs to the run. Once on record it stays, even if the annotation
    /// changes: existing logs cannot be changed.
    public var traceID: String { status?.traceID.flatMap { TraceID.isUsable($0) ? $0 : nil } ?? TraceID.of(metadata) }
}
