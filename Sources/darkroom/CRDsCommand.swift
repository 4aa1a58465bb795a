import ArgumentParser
import DarkroomOperator
import KubeCRD
import KubeClient

struct CRDsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crds",
        abstract: "Print the CustomResourceDefinitions.",
        discussion: "Pipe the output to kubectl apply -f -. It is also the content of config/crd and docs/reference."
    )

    @Argument(help: "Resource to print, such as trainingruns.darkroom.dev. By default, all of them.")
    var name: String?

    @Option(help: "What to print: yaml, or reference for a description of every field, in Markdown.")
    var format = Format.yaml

    enum Format: String, ExpressibleByArgument, CaseIterable { case yaml, reference }

    func run() throws {
        let definitions = DarkroomKinds.all.map(\.definition).filter { name == nil || $0.name == name }
        guard !definitions.isEmpty else {
            let known = DarkroomKinds.all.map(\.definition.name).joined(separator: ", ")
            throw ValidationError("no such resource: \(name ?? ""); the resources are \(known)")
        }
        switch format {
        case .yaml:
            Standard.output(try definitions.map { try YAMLText.text($0.manifest) }.joined(separator: "---\n"))
        case .reference:
            Standard.output(definitions.map { ReferencePage($0).markdown }.joined(separator: "\n"))
        }
    }
}
