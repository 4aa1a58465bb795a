import KubeClient
import KubeCore

/// A node, by name and labels.
struct Node: KubeObject {
    static let resource = APIResource(
        group: "",
        version: "v1",
        kind: "Node",
        plural: "nodes",
        isNamespaced: false
    )

    let metadata: ObjectMeta

    /// The names of the nodes with accelerators of one kind, such as `nvidia-t4`.
    static func names(with accelerator: String, _ client: KubeClient) async throws -> [String] {
        try await client.list(Node.self, selector: .matching(["accelerator": accelerator])).items.map(\.metadata.name)
    }
}
