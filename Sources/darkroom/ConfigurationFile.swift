import ArgumentParser
import DarkroomLogic
import KubeClient
import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads the operator's configuration from a file.
enum ConfigurationFile {
    /// - Throws: An error that names the file and the place in it.
    static func read(_ path: String) throws -> OperatorConfiguration {
        do {
            let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
            guard let document = try YAMLText.documents(in: text).first else {
                return OperatorConfiguration()
            }
            return try document.decode(OperatorConfiguration.self)
        } catch {
            throw ValidationError("configuration \(path): \(decodingProblem(error))")
        }
    }
}
