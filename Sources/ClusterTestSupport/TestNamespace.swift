public import KubeClient
public import KubeCore

/// A namespace of one test, with an administrator's client.
public struct TestNamespace: Sendable {
    /// Name of the namespace.
    public let name: String
    /// Writes under a field manager of its own.
    public let client: KubeClient

    /// Field manager of the tests.
    public static let fieldManager = "darkroom-tests"
}

/// Runs a test in a new namespace, which is deleted afterwards; its deletion is not waited for.
public func withNamespace<Result>(
    _ body: (TestNamespace) async throws -> Result
) async throws -> Result {
    let name = "test-\(String(UInt32.random(in: .min ... .max), radix: 36))"
    return try await withNamespace(existing: name) { namespace in
        try await namespace.create()
        do {
            let result = try await body(namespace)
            try await namespace.delete()
            return result
        } catch {
            try? await namespace.delete()
            throw error
        }
    }
}

/// Runs a test in a namespace that is there already, and stays.
public func withNamespace<Result>(
    existing name: String,
    _ body: (TestNamespace) async throws -> Result
) async throws -> Result {
    guard let kubeconfig = TestEnvironment.kubeconfig else { throw MissingVariable("DARKROOM_TEST_KUBECONFIG") }
    let transport = try HTTPTransport(configuration: .discover(kubeconfig: kubeconfig))
    let client = KubeClient(transport: transport, fieldManager: TestNamespace.fieldManager)
    do {
        let result = try await body(TestNamespace(name: name, client: client))
        await transport.shutdown()
        return result
    } catch {
        await transport.shutdown()
        throw error
    }
}

extension TestNamespace {
    /// The label tells scripts what an interrupted test left.
    fileprivate func create() async throws {
        let labels = ["app.kubernetes.io/managed-by": Self.fieldManager]
        try await client.create(.namespace, namespace: nil, ["metadata": ApplyMeta(name: name, labels: labels)])
    }

    fileprivate func delete() async throws {
        try await client.delete(.namespace, ObjectKey(namespace: nil, name: name), uid: nil)
    }
}

extension APIResource {
    /// Namespaces.
    public static let namespace = APIResource(
        group: "",
        version: "v1",
        kind: "Namespace",
        plural: "namespaces",
        isNamespaced: false
    )
}
