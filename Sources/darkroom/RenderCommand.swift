import ArgumentParser
import DarkroomLogic
import DarkroomOperator
import KubeClient
import KubeCore

struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Print the child objects of custom resources, without a cluster.",
        discussion: """
            Reads Darkroom's kinds from YAML or JSON and skips everything else. Exits with 1 and an explanation when a \
            manifest cannot be read or is not valid.
            """
    )

    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: "File with manifests; - reads standard input."
    )
    var filenames: [String]

    @Option(help: "File with the operator's configuration, in JSON or YAML.")
    var config: String?

    func run() throws {
        let configuration = try config.map(ConfigurationFile.read) ?? OperatorConfiguration()
        var isInvalid = false
        var children: [String] = []
        for filename in filenames {
            let documents = try Self.documents(filename)
            for (index, document) in documents.enumerated() {
                let place = documents.count > 1 ? "\(filename), document \(index + 1)" : filename
                guard let rendering = try Self.render(document, configuration, place) else { continue }
                for problem in rendering.problems {
                    isInvalid = true
                    Standard.error("\(place): \(problem.reason.rawValue): \(problem.summary)\n")
                }
                children += try rendering.children.map { try YAMLText.text($0.body) }
            }
        }
        Standard.output(children.joined(separator: "---\n"))
        if isInvalid { throw ExitCode.failure }
    }

    private static func documents(_ filename: String) throws -> [JSONValue] {
        do {
            return try YAMLText.documents(in: try InputFile.text(filename))
        } catch {
            throw CommandFailure("\(filename): \(error)")
        }
    }

    /// Nil for a document of another kind.
    private static func render(
        _ document: JSONValue,
        _ configuration: OperatorConfiguration,
        _ place: String
    ) throws -> Rendering? {
        guard let kind = document["kind"]?.stringValue else {
            throw CommandFailure("\(place): not a manifest: it has no kind")
        }
        let apiVersion = document["apiVersion"]?.stringValue
        let kinds = DarkroomKinds.all.filter { $0.resource.apiVersion == apiVersion }
        guard let group = kinds.first?.resource.group else { return nil }
        guard let registration = kinds.first(where: { $0.resource.kind == kind }) else {
            throw CommandFailure("\(place): \(group) has no kind \(kind)")
        }
        do {
            return try registration.render(document, configuration)
        } catch let error as DecodingError {
            throw CommandFailure("\(place): \(kind): \(decodingProblem(error))")
        }
    }
}
