import ArgumentParser
import DarkroomAPI
import KubeClient

struct CRDsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crds",
        abstract: "Print the CustomResourceDefinitions.",
        discussion: "For kubectl apply -f -, and for the files under config/crd."
    )

    @Argument(help: "Only this resource, such as trainingruns.darkroom.dev. Without it, all of them.")
    var name: String?

    func run() throws {
        let definitions = CustomResourceDefinitions.definitions.filter { name == nil || $0.name == name }
        guard !definitions.isEmpty else {
            let known = CustomResourceDefinitions.definitions.map(\.name).joined(separator: ", ")
            throw ValidationError("no such resource: \(name ?? ""); there are \(known)")
        }
        let documents = try definitions.map { try YAMLText.text($0.manifest) }
        Standard.output(documents.joined(separator: "---\n"))
    }
}
