internal import DarkroomProxy
internal import DarkroomTraffic

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// A request in the access log: one JSON object per line.
enum AccessLogLine {
    /// - Parameter time: When the request was recorded, as ``timestamp(_:)`` writes it.
    static func append(_ record: AccessRecord, at time: String, to text: inout String) {
        text += #"{"time":"#
        append(time, to: &text)
        text += #","log":"access","request":"#
        append(record.request, to: &text)
        text += #","status":\#(record.status ?? 0),"complete":\#(record.isComplete)"#
        text += #","bytes":\#(record.bytesSent),"milliseconds":\#(milliseconds(record.duration))"#
        if let waited = record.coldStart { text += #","coldStartMilliseconds":\#(milliseconds(waited))"# }
        text += #","client":"#
        append(record.clientAddress, to: &text)
        if let service = record.service {
            text += #","service":"#
            append(service.description, to: &text)
        }
        if let pod = record.pod {
            text += #","pod":"#
            append(pod.description, to: &text)
        }
        text += #","requestId":"#
        append(record.requestID, to: &text)
        text += "}\n"
    }

    /// A moment to the millisecond.
    static func timestamp(_ date: Date) -> String { date.ISO8601Format(.init(includingFractionalSeconds: true)) }

    private static func milliseconds(_ duration: Duration) -> Double {
        ((duration / .microseconds(1)).rounded() / 1000)
    }

    /// A JSON string. Nothing that a client sends can end the string or the line.
    private static func append(_ value: String, to text: inout String) {
        text += "\""
        defer { text += "\"" }
        // The common case; going by characters takes several times as long.
        if value.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }) {
            text += value
            return
        }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{20}"..."\u{7E}": text.unicodeScalars.append(scalar)
            case "\u{A0}"...: text.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            }
        }
    }
}
