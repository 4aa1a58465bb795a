import DarkroomCallbacks

/// Reads the keys of trainers' tokens from a file.
enum CallbackKeysFile {
    /// - Throws: An error that names the file and the line, but never shows the content.
    static func read(_ path: String) throws -> CallbackKeys {
        let text = try InputFile.text(path)
        do {
            return try CallbackKeys(text: text)
        } catch {
            throw CommandFailure("callback keys \(path): \(error)")
        }
    }
}
