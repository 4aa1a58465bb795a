import DarkroomAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How one of Darkroom's own tools ended, as it says in its container's termination message: one line of JSON.
struct ToolReport: Hashable, Sendable, Decodable {
    /// One word for programs, such as `ModelNotFound`.
    let reason: String
    /// The same for people.
    let message: String

    /// Reads a termination message; nil when a tool did not write it.
    init?(terminationMessage text: String?) {
        guard let text, text.utf8.first == UInt8(ascii: "{"), text.utf8.count <= 8192,
            let report = try? JSONDecoder().decode(ToolReport.self, from: Data(text.utf8)), !report.reason.isEmpty
        else { return nil }
        self = report
    }
}
