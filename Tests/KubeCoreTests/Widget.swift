import KubeCore

/// A projection that needs a member of its own, so that an object can fail to fit it.
struct Widget: KubeObject, Equatable {
    static let resource = APIResource(group: "example.dev", version: "v1", kind: "Widget", plural: "widgets")

    struct Spec: Decodable, Hashable {
        var size: Int
    }

    let metadata: ObjectMeta
    let spec: Spec
}
