import KubeCRD
import KubeClient
import KubeCore
import KubeReconcile
import KubeRuntime
import Logging
import ServiceLifecycle
import UnixSignals

/// Runs a Deployment for every Website, and reports on it. `website-operator crd` prints the CustomResourceDefinition.
@main
enum WebsiteOperator {
    private static let managedBy = ["app.kubernetes.io/managed-by": "website-operator"]
    private static let specHash = "example.dev/spec-hash"

    static func main() async throws {
        guard CommandLine.arguments.dropFirst().first != "crd" else {
            return print(String(decoding: try Website.definition.manifest.canonicalData(), as: UTF8.self))
        }
        let logger = Logger(label: "website-operator")
        let transport = try HTTPTransport(configuration: try .discover(), userAgent: "website-operator")
        let manager = Manager(
            client: KubeClient(transport: transport, fieldManager: "website-operator"),
            options: ManagerOptions(
                name: "example.dev/website-operator",
                childSelector: .matching(managedBy),
                specHashAnnotation: specHash
            ),
            logger: logger
        )
        manager.register(Website.self) { kind in
            let deployments = kind.owns(Deployment.self)
            return { site, rejections, _ in plan(site, deployments(site), rejections) }
        }
        let signals: [UnixSignal] = [.sigterm, .sigint]
        try await ServiceGroup(services: manager.services, gracefulShutdownSignals: signals, logger: logger).run()
        await transport.shutdown()
    }

    /// What to write and what to report: a function of what is there, without any clock or client.
    private static func plan(
        _ site: Website,
        _ deployments: [Deployment],
        _ rejections: [ChildRejection]
    ) -> ReconcilePlan<WebsiteStatus> {
        let wanted = manifest(of: site)
        let children = ChildSet(deployments, ownerUID: site.metadata.uid, rejections: rejections)
        if let rejection = children.rejection(wanted.key) {
            let status = WebsiteStatus(phase: "Blocked", message: rejection.summary)
            return ReconcilePlan(status: status, requeueAfter: ChildRejection.retryDelay)
        }
        guard let deployment = children.named(site.metadata.name) else {
            return ReconcilePlan(writes: [.create(wanted)], status: WebsiteStatus(phase: "Progressing"))
        }
        let isOutdated = deployment.metadata.annotations[specHash] != wanted.annotations[specHash]
        let ready = deployment.status?.readyReplicas ?? 0
        let isReady = !isOutdated && ready >= site.spec.servers
        return ReconcilePlan(
            writes: isOutdated ? [.apply(wanted, uid: deployment.metadata.uid)] : [],
            status: WebsiteStatus(
                phase: isReady ? "Ready" : "Progressing",
                message: "\(ready) of \(site.spec.servers) servers are ready"
            )
        )
    }

    private static func manifest(of site: Website) -> ChildManifest {
        let labels = managedBy.merging(["example.dev/website": site.metadata.uid]) { $1 }
        let hash = StableHash.hex("\(site.spec.servers) \(site.spec.page)".utf8)
        let key = ObjectKey(namespace: site.metadata.namespace, name: site.metadata.name)
        let metadata = ApplyMeta(
            name: key.name,
            namespace: key.namespace,
            labels: labels,
            annotations: [specHash: hash],
            ownerReferences: [site.controllerReference]
        )
        let podLabels = JSONValue.object(labels.mapValues { .string($0) })
        let server: JSONValue = [
            "name": "server", "image": "nginx:alpine",
            "command": ["sh", "-c", "printenv PAGE >/usr/share/nginx/html/index.html && exec nginx -g 'daemon off;'"],
            "env": [["name": "PAGE", "value": .string(site.spec.page)]],
        ]
        let spec: JSONValue = [
            "replicas": .integer(Int64(site.spec.servers)),
            "selector": ["matchLabels": podLabels],
            "template": ["metadata": ["labels": podLabels], "spec": ["containers": [server]]],
        ]
        return ChildManifest(Deployment.resource, key, DeploymentApply(metadata: metadata, spec: spec))
    }
}

/// A Deployment as it is written: only what this operator means to own.
private struct DeploymentApply: Encodable {
    let apiVersion = Deployment.resource.apiVersion
    let kind = Deployment.resource.kind
    let metadata: ApplyMeta
    let spec: JSONValue
}
