/// curl, to talk to a server without a client of this project in between.
public enum Curl {
    /// Posts a document.
    ///
    /// - Returns: The status of the response.
    /// - Throws: ``CommandFailure`` when there is none.
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
