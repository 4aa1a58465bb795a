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
    guard let kubeconfig = TestEnvironment.kubeconfig else {
        throw MissingVariable("DARKROOM_TEST_KUBECONFIG")
    }
    let transport = try HTTPTransport(configuration: .discover(kubeconfig: kubeconfig))
    let client = KubeClient(transport: transport, fieldManager: TestNamespace.fieldManager)
    let name = "test-\(String(UInt32.random(in: .min ... .max), radix: 36))"
    do {
        let result = try await withNamespace(TestNamespace(name: name, client: client), body)
        await transport.shutdown()
        return result
    } catch {
        await transport.shutdown()
        throw error
    }
}

private func withNamespace<Result>(
    _ namespace: TestNamespace,
    _ body: (TestNamespace) async throws -> Result
) async throws -> Result {
    let key = ObjectKey(namespace: nil, name: namespace.name)
    let labels = ["app.kubernetes.io/managed-by": TestNamespace.fieldManager]
    try await namespace.client.create(
        .namespace,
        namespace: nil,
        ["metadata": ApplyMeta(name: namespace.name, labels: labels)]
    )
    do {
        let result = try await body(namespace)
        try await namespace.client.delete(.namespace, key, uid: nil)
        return result
    } catch {
        try? await namespace.client.delete(.namespace, key, uid: nil)
        throw error
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
