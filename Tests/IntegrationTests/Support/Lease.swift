import ClusterTestSupport
import KubeClient
import KubeCore

/// The Lease by which operators under test agree on a leader.
struct Lease: KubeObject {
    static let resource = APIResource(
        group: "coordination.k8s.io",
        version: "v1",
        kind: "Lease",
        plural: "leases"
    )

    let metadata: ObjectMeta
    let spec: Spec?

    struct Spec: Decodable, Sendable { var holderIdentity: String? }

    /// Waits until the operator of this name leads.
    static func wait(until holder: String, with client: KubeClient) async throws {
        let key = ObjectKey(namespace: TestEnvironment.operatorNamespace, name: "darkroom-operator")
        try await eventually(
            "\(holder) leads",
            look: { try? await client.get(Lease.self, key).spec?.holderIdentity },
            until: { $0 == holder }
        )
    }
}
