import ClusterTestSupport
import DarkroomAPI
import FoundationEssentials
import KubeClient
import KubeCore
import Testing

/// A custom resource of the example operator, in the form of `kubectl get`.
private struct Website: KubeObject {
    static let resource = APIResource(group: "example.dev", version: "v1", kind: "Website", plural: "websites")

    struct Status: Decodable {
        var phase: String?
        var message: String?
    }

    let metadata: ObjectMeta
    let status: Status?
}

extension IntegrationTests {
    @Suite(.enabled(if: TestEnvironment.kubeconfig != nil && TestEnvironment.program != nil, "run `make integration`"))
    struct `The example operator for websites` {
        private static let definitions = APIResource(
            group: "apiextensions.k8s.io",
            version: "v1",
            kind: "CustomResourceDefinition",
            plural: "customresourcedefinitions",
            isNamespaced: false
        )

        @Test func `creates a Deployment for a Website, reports on it, and the two are deleted together`()
            async throws
        {
            let program = try ExampleProgram("website-operator")
            try await withNamespace { namespace in
                let printed = try await program.output(["crd"])
                let definition = try JSONDecoder().decode(JSONValue.self, from: Data(printed.utf8))
                let key = ObjectKey(namespace: nil, name: Website.resource.description)
                try await namespace.client.apply(Self.definitions, key, definition)
                do {
                    try await program.whileRunning { try await Self.useWebsite(namespace) }
                } catch {
                    _ = try? await namespace.client.delete(Self.definitions, key, uid: nil)
                    throw error
                }
                try await namespace.client.delete(Self.definitions, key, uid: nil)
            }
        }

        private static func useWebsite(_ namespace: TestNamespace) async throws {
            try await createWebsite(namespace)
            let site = try await namespace.wait(for: Website.self, "home", "progresses") {
                $0.status?.message == "0 of 1 servers are ready"
            }
            let child = try await namespace.wait(for: DeploymentView.self, "home", "is there")
            #expect(child.metadata.controller?.uid == site.metadata.uid)

            try await namespace.patch(Website.resource, "home", ["spec": ["servers": 2]])
            try await namespace.wait(for: Website.self, "home", "follows its spec") {
                $0.status?.phase == "Progressing" && $0.status?.message == "0 of 2 servers are ready"
            }

            try await namespace.delete(Website.resource, "home")
            try await namespace.waitUntilGone(DeploymentView.self, "home")
        }

        /// The server needs a moment before it serves a new definition.
        private static func createWebsite(_ namespace: TestNamespace) async throws {
            let spec: JSONValue = ["spec": ["page": "<h1>hello</h1>"]]
            for _ in 0..<100 {
                do {
                    try await namespace.create(Website.resource, "home", spec)
                    return
                } catch KubeError.notFound {
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            try await namespace.create(Website.resource, "home", spec)
        }
    }
}
