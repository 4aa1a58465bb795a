import KubeClient
import KubeCore
import KubeRuntime
import Logging
import ServiceLifecycle
import UnixSignals

/// A namespace, as far as this operator reads it.
struct Namespace: KubeObject {
    static let resource = APIResource(
        group: "",
        version: "v1",
        kind: "Namespace",
        plural: "namespaces",
        isNamespaced: false
    )
    let metadata: ObjectMeta
}

/// A quota, as far as this operator reads it.
struct Quota: KubeObject {
    static let resource = APIResource(group: "", version: "v1", kind: "ResourceQuota", plural: "resourcequotas")
    let metadata: ObjectMeta
}

/// Gives every namespace with the label `example.dev/max-pods` a ResourceQuota of that many pods.
@main
struct ExampleOperator {
    static let label = "example.dev/max-pods"

    static func main() async throws {
        let logger = Logger(label: "example-operator")
        let transport = try HTTPTransport(configuration: try .discover())
        let client = KubeClient(transport: transport, fieldManager: "example-operator")
        let namespaces = Reflector<Namespace>(client: client, selector: .exists(label), logger: logger)
        let quotas = Reflector<Quota>(client: client, selector: .exists(label), logger: logger)

        let controller = Controller(name: "namespace", logger: logger) { key in
            guard let namespace = namespaces.store[key], !namespace.metadata.isBeingDeleted,
                let pods = namespace.metadata.labels[label]
            else { return ReconcileResult() }
            let quotaKey = ObjectKey(namespace: key.name, name: "max-pods")
            // Settled: a reconcile that changes nothing writes nothing.
            guard quotas.store[quotaKey]?.metadata.labels[label] != pods else { return ReconcileResult() }
            let quota: JSONValue = [
                "apiVersion": .string(Quota.resource.apiVersion), "kind": .string(Quota.resource.kind),
                "metadata": ["name": "max-pods", "labels": [label: .string(pods)]],
                "spec": ["hard": ["pods": .string(pods)]],
            ]
            let written = try await client.apply(Quota.resource, quotaKey, quota)
            // Read your writes: the namespace is not looked at again before the cache has seen this.
            let mark = WriteExpectation(resource: Quota.resource, resourceVersion: written.metadata.resourceVersion)
            return ReconcileResult(writes: [mark])
        }
        controller.watch(primary: namespaces)
        controller.watch(quotas) { quota in quota.metadata.namespace.map { [ObjectKey(namespace: nil, name: $0)] } ?? []
        }

        let services: [any Service] = [namespaces, quotas, controller]
        let group = ServiceGroup(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await group.run()
        await transport.shutdown()
    }
}
