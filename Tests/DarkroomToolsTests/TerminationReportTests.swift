import Testing

@testable import DarkroomTools

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Termination reports")
struct TerminationReportTests {
    @Test("A report is one line of JSON with a reason and a message")
    func line() throws {
        let report = TerminationReport(ToolFailure(.notFound, "s3://b/k does not exist"))
        #expect(report.line == #"{"message":"s3://b/k does not exist","reason":"DatasetNotFound"}"#)
        #expect(try JSONDecoder().decode(TerminationReport.self, from: Data(report.line.utf8)) == report)
    }

    @Test(
        "Reasons that concern the object itself name it, and others do not",
        arguments: [
            (.notFound, .dataset, "DatasetNotFound"), (.notFound, .model, "ModelNotFound"),
            (.corruptArchive, .dataset, "DatasetCorrupt"), (.wrongSize, .objects, "ObjectsSizeNotAllowed"),
            (.accessDenied, .model, "AccessDenied"), (.bucketNotFound, .dataset, "BucketNotFound"),
        ] as [(FailureReason, FailureReason.Subject, String)]
    )
    func words(reason: FailureReason, subject: FailureReason.Subject, word: String) {
        #expect(TerminationReport(ToolFailure(reason, ""), about: subject).reason == word)
    }

    @Test("Transient problems are marked")
    func retryable() {
        #expect(TerminationReport(ToolFailure(.storageUnreachable, "x")).line.contains(#""retryable":true"#))
    }

    @Test(
        "Whatever the message, the line is valid JSON and short enough",
        arguments: ["x", "\"", "\u{1}", "🦊", "é"]
    )
    func bounded(character: String) throws {
        let message = String(repeating: character, count: 100_000)
        let line = TerminationReport(reason: "R", message: message).line
        #expect(line.utf8.count <= 4096 && line.utf8.count > 2000)
        #expect(!line.contains("\n"))
        let decoded = try JSONDecoder().decode(TerminationReport.self, from: Data(line.utf8))
        #expect(decoded.reason == "R" && decoded.message.hasSuffix("…"))
    }

    @Test("An empty message is kept")
    func empty() {
        #expect(TerminationReport(reason: "R", message: "").line == #"{"message":"","reason":"R"}"#)
    }

    @Test("A missing report file is created only on request")
    func file() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "termination-\(UUID().uuidString)")
            .path()
        #expect(TextFile.write("one", to: path, creating: false) != nil)
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(TextFile.write("a long one", to: path, creating: true) == nil)
        #expect(TextFile.write("two", to: path, creating: false) == nil)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "two")
        try FileManager.default.removeItem(atPath: path)
    }
}
