internal import Subprocess

/// curl, for a look at a server with no client of ours between.
public enum Curl {
    /// Posts a document.
    ///
    /// - Returns: The status of the answer.
    /// - Throws: When there is none.
    public static func post(_ url: String, bearer token: String, _ document: String) async throws -> Int {
        let result = try await Subprocess.run(
            .name("curl"),
            arguments: [
                "--silent", "--show-error", "--max-time", "20", "--output", "/dev/null", "--write-out", "%{http_code}",
                "--header", "Authorization: Bearer \(token)", "--data-binary", document, url,
            ],
            output: .string(limit: 64),
            error: .string(limit: 1 << 12)
        )
        guard result.terminationStatus.isSuccess, let status = Int(result.standardOutput) else {
            throw Failure(description: "curl \(url): \(result.standardError)")
        }
        return status
    }

    /// No answer came.
    public struct Failure: Error, CustomStringConvertible {
        /// The address, and curl's own words.
        public let description: String
    }
}
