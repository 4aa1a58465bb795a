import DarkroomLogic
import KubeClient
import KubeCore

/// Reads the operator's configuration from a file.
enum ConfigurationFile {
    /// - Throws: An error that names the file and the place in it.
    static func read(_ path: String) throws -> OperatorConfiguration {
        do {
            guard let document = try YAMLText.documents(in: try InputFile.text(path)).first else {
                return OperatorConfiguration()
            }
            return try document.decode(OperatorConfiguration.self)
        } catch {
            throw CommandFailure("configuration \(path): \(decodingProblem(error))")
        }
    }
}
