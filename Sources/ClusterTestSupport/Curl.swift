/// Runs curl, to send requests without this project's own client.
public enum Curl {
    /// Posts a document.
    ///
    /// - Returns: The status of the response.
    /// - Throws: ``CommandFailure`` when no response arrives.
    public static func post(_ url: String, bearer token: String, _ document: String) async throws -> Int {
        let status = try await Command.run(
            "curl",
            [
                "--silent", "--show-error", "--max-time", "20", "--output", "/dev/null", "--write-out", "%{http_code}",
                "--header", "Authorization: Bearer \(token)", "--data-binary", document, url,
            ]
        )
        guard let status = Int(status) else { throw CommandFailure(description: "curl \(url): no status: \(status)") }
        return status
    }
}
