import ClusterTestSupport
import KubeClient
import KubeCore
import Testing

/// The replica of the installed operator that leads.
struct Leader: KubeObject {
    static let resource = APIResource(
        group: "coordination.k8s.io",
        version: "v1",
        kind: "Lease",
        plural: "leases"
    )

    let metadata: ObjectMeta
    let spec: Spec?

    struct Spec: Decodable, Sendable { var holderIdentity: String? }

    /// The name of its pod: its identity without the random part.
    var pod: String? {
        let identity = spec?.holderIdentity ?? ""
        return identity.split(separator: "_").first.map(String.init)
    }

    /// The current leader.
    static func current(_ client: KubeClient) async throws -> (namespace: String, pod: String) {
        let namespace = try #require(TestEnvironment.operatorNamespace)
        let key = ObjectKey(namespace: namespace, name: "darkroom-operator")
        let pod = try await eventually(
            "an operator leads",
            look: { try await client.get(Leader.self, key).pod },
            until: { $0 != nil }
        )
        return (namespace, try #require(pod))
    }
}
