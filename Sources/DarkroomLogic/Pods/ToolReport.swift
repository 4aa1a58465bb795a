import DarkroomAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How one of Darkroom's own tools ended, as it says in its container's termination message: one line of JSON.
struct ToolReport: Hashable, Sendable, Decodable {
    /// Machine-readable reason, such as `ModelNotFound`.
    let reason: String
    /// Message for people: what is wrong, and what to do.
    let message: String
    /// Whether a retry may succeed later without any change.
    let isRetryable: Bool

    private enum CodingKeys: String, CodingKey { case reason, message, retryable }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        reason = try container.decode(String.self, forKey: .reason)
        message = try container.decode(String.self, forKey: .message)
        isRetryable = try container.decodeIfPresent(Bool.self, forKey: .retryable) ?? false
    }

    /// Reads a termination message; nil when a tool did not write it.
    init?(terminationMessage text: String?) {
        guard let text, text.utf8.first == UInt8(ascii: "{"), text.utf8.count <= 8192,
            let report = try? JSONDecoder().decode(ToolReport.self, from: Data(text.utf8)),
            Self.isWord(report.reason)
        else { return nil }
        self = report
    }

    /// Whether a text can be the reason of a condition. Any container can write such a line; a status with a reason
    /// that the API server rejects would never be written.
    private static func isWord(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count) && text.first?.isLetter == true
            && text.utf8.allSatisfy { (65...90).contains($0 & 0xDF) || (48...57).contains($0) }
    }
}
