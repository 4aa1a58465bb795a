public import KubeClient
public import KubeCore

/// The namespace of one test, with an administrator's client.
public struct TestNamespace: Sendable {
    /// Name of the namespace.
    public let name: String
    /// Client with the tests' field manager.
    public let client: KubeClient

    /// Field manager of the tests.
    public static let fieldManager = "darkroom-tests"

    /// Refers to a namespace, which need not exist yet.
    public init(name: String, client: KubeClient) {
        self.name = name
        self.client = client
    }
}

/// Runs a test in a new namespace, which is deleted afterwards.
///
/// - Parameter waitsForItsEnd: Whether to return only when everything in it is deleted.
public func withNamespace<Result>(
    waitsForItsEnd: Bool = false,
    _ body: (TestNamespace) async throws -> Result
) async throws -> Result {
    let name = "test-\(String(UInt32.random(in: .min ... .max), radix: 36))"
    return try await withNamespace(existing: name) { namespace in
        try await namespace.create()
        do {
            let result = try await body(namespace)
            try await namespace.delete()
            if waitsForItsEnd { try await namespace.waitUntilGone() }
            return result
        } catch {
            try? await namespace.delete()
            throw error
        }
    }
}

/// Runs a test in an existing namespace, which is kept.
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
    /// Creates the namespace, with a label by which scripts find what an interrupted test has left.
    ///
    /// - Parameter waitsForServiceAccount: No pod is admitted before its service account exists: a controller that comes
    ///   earlier is rejected and retried after ten seconds. Control planes without service accounts do not create one.
    public func create(waitsForServiceAccount: Bool = true) async throws {
        let labels = ["app.kubernetes.io/managed-by": Self.fieldManager]
        try await client.create(.namespace, namespace: nil, ["metadata": ApplyMeta(name: name, labels: labels)])
        guard waitsForServiceAccount else { return }
        _ = try await eventually(
            "\(name) has its service account",
            within: .seconds(60),
            look: { try await find(.serviceAccount, ObjectKey(namespace: name, name: "default")) },
            until: { $0 != nil }
        )
    }

    fileprivate func waitUntilGone() async throws {
        _ = try await eventually(
            "\(name) is gone",
            within: .seconds(180),
            look: { try await find(.namespace, ObjectKey(namespace: nil, name: name)) },
            until: { $0 == nil }
        )
    }

    private func find(_ resource: APIResource, _ key: ObjectKey) async throws -> ObjectMeta? {
        do {
            return try await client.metadata(resource, key)
        } catch KubeError.notFound {
            return nil
        }
    }

    fileprivate func delete() async throws {
        try await client.delete(.namespace, ObjectKey(namespace: nil, name: name), uid: nil)
    }
}

extension APIResource {
    fileprivate static let serviceAccount = APIResource(
        group: "",
        version: "v1",
        kind: "ServiceAccount",
        plural: "serviceaccounts",
        isNamespaced: true
    )

    /// Namespaces.
    public static let namespace = APIResource(
        group: "",
        version: "v1",
        kind: "Namespace",
        plural: "namespaces",
        isNamespaced: false
    )
}
