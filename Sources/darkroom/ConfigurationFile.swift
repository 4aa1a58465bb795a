import DarkroomLogic
import KubeClient
import KubeCore

/// Reads the operator's configuration from a file.
enum ConfigurationFile {
    /// - Throws: An error that names the file and the field.
    static func read(_ path: String) throws -> OperatorConfiguration {
        do {
            guard let document = try YAMLText.documents(in: try InputFile.text(path)).first else {
                return OperatorConfiguration()
            }
            let configuration = try document.decode(OperatorConfiguration.self)
            // Otherwise, a limit with a misspelled name would have no effect.
            if let unknown = document.unknownMember(beside: try JSONValue(encoding: configuration)) {
                throw CommandFailure("unknown setting \(unknown)")
            }
            return configuration
        } catch {
            throw CommandFailure("configuration \(path): \(decodingProblem(error))")
        }
    }
}

extension JSONValue {
    /// Path of the first member that is missing from `understood`, which is this document after decoding and encoding.
    fileprivate func unknownMember(beside understood: JSONValue, at path: String = "") -> String? {
        switch (self, understood) {
        case (.object(let members), .object(let known)):
            for (name, value) in members.sorted(by: { $0.key < $1.key }) where value != .null {
                guard let other = known[name] else { return "\(path).\(name)" }
                if let found = value.unknownMember(beside: other, at: "\(path).\(name)") { return found }
            }
        case (.array(let elements), .array(let known)):
            for (index, (value, other)) in zip(elements, known).enumerated() {
                if let found = value.unknownMember(beside: other, at: "\(path)[\(index)]") { return found }
            }
        default: break
        }
        return nil
    }
}
