import ClusterTestSupport
import DarkroomAPI
import KubeClient
import KubeCore
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension EndToEndTests {
    struct `The samples` {
        private static let folder = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "config/samples").path

        @Test func `succeed or become ready, with pods on the right nodes`() async throws {
            let name = try #require(TestEnvironment.samplesNamespace)
            let kubectl = try Kubectl(namespace: name)
            try await kubectl("apply", "--validate=false", "--filename", Self.folder)
            try await kubectl("wait", "--for=condition=Succeeded", "--timeout=180s", "imagepipelines/thumbnails")
            try await kubectl("wait", "--for=condition=Succeeded", "--timeout=180s", "trainingruns/digits")
            try await kubectl("wait", "--for=condition=Ready", "--timeout=180s", "inferenceservices/encoder")

            try await expectNodes(in: name)

            let columns = try await kubectl("get", "imagepipelines,trainingruns,inferenceservices", "--no-headers")
            for words in [["thumbnails", "Succeeded", "3/3"], ["digits", "Succeeded", "a100"], ["encoder", "True"]] {
                #expect(columns.split(separator: "\n").contains { line in words.allSatisfy(line.contains) })
            }
        }

        private func expectNodes(in namespace: String) async throws {
            try await withNamespace(existing: namespace) { namespace in
                let pods = try await namespace.list(PodView.self)
                for (label, value, accelerator) in [
                    (DarkroomLabel.name, "digits", "nvidia-a100"), (DarkroomLabel.step, "edges", "nvidia-t4"),
                ] {
                    let nodes = pods.filter { $0.metadata.labels[label] == value }.compactMap(\.nodeName)
                    let equipped = try await Node.names(with: accelerator, namespace.client)
                    #expect(!nodes.isEmpty)
                    #expect(Set(nodes).isSubset(of: equipped), "\(value) ran on \(nodes)")
                }
            }
        }

        @Test func `serve requests at the address that the service names`() async throws {
            let name = try #require(TestEnvironment.samplesNamespace)
            let kubectl = try Kubectl(namespace: name)
            try await kubectl("apply", "--validate=false", "--filename", "\(Self.folder)/inferenceservice.yaml")
            try await kubectl("wait", "--for=condition=Ready", "--timeout=180s", "inferenceservices/encoder")
            let url = try await kubectl("get", "inferenceservices/encoder", "--output=jsonpath={.status.url}")
            #expect(url == "http://encoder.\(name).svc:8080")
            // The API server's proxy to the same Service, because there may be no DNS here.
            let answer = try await kubectl(
                "get",
                "--raw",
                "/api/v1/namespaces/\(name)/services/encoder:8080/proxy/health"
            )
            #expect(!answer.isEmpty)
        }
    }
}
