import FoundationEssentials
import Testing

@testable import KubeCore

@Suite("Metadata")
struct ObjectMetaTests {
    @Test("The controller is the owner reference with controller set to true")
    func controller() {
        func owner(_ name: String, _ controller: Bool?) -> OwnerReference {
            OwnerReference(apiVersion: "v1", kind: "X", name: name, uid: name, controller: controller)
        }
        var metadata = ObjectMeta(name: "a", ownerReferences: [owner("n", nil), owner("f", false)])
        #expect(metadata.controller == nil)
        metadata.ownerReferences.append(owner("t", true))
        #expect(metadata.controller?.name == "t")
    }

    @Test("A key is written as namespace/name, and ordered by that text")
    func key() {
        let keys = [
            ObjectKey(namespace: "b", name: "a"), ObjectKey(namespace: "a", name: "b"),
            ObjectKey(namespace: nil, name: "z"), ObjectKey(namespace: "a", name: "a"),
        ]
        #expect(keys.sorted().map(\.description) == ["z", "a/a", "a/b", "b/a"])
    }

    @Test("A controller reference names the object's kind, name and UID")
    func controllerReference() {
        let widget = Widget(metadata: ObjectMeta(name: "w", uid: "u"), spec: .init(size: 1))
        let expected = OwnerReference(
            apiVersion: "example.dev/v1",
            kind: "Widget",
            name: "w",
            uid: "u",
            controller: true,
            blockOwnerDeletion: true
        )
        #expect(widget.controllerReference == expected)
    }

    @Test("Metadata is encoded without absent fields")
    func applyMeta() throws {
        let data = try JSONEncoder().encode(ApplyMeta(name: "a", labels: [:]))
        let json = try JSONDecoder().decode(JSONValue.self, from: data)
        #expect(json == ["name": "a", "labels": [:]])
    }

    @Test(
        "A resource knows its paths and names",
        arguments: [
            (APIResource(group: "", version: "v1", kind: "Pod", plural: "pods"), "ns", "/api/v1/namespaces/ns/pods"),
            (APIResource(group: "", version: "v1", kind: "Pod", plural: "pods"), nil, "/api/v1/pods"),
            (
                APIResource(group: "apps", version: "v1", kind: "Deployment", plural: "deployments"), "ns",
                "/apis/apps/v1/namespaces/ns/deployments"
            ),
            (
                APIResource(group: "", version: "v1", kind: "Node", plural: "nodes", isNamespaced: false), "ns",
                "/api/v1/nodes"
            ),
        ]
    )
    func paths(resource: APIResource, namespace: String?, path: String) {
        #expect(resource.path(namespace: namespace) == path)
    }

    @Test("A selector is encoded as the text that the API accepts, in a stable order")
    func selectors() {
        #expect(LabelSelector.everything.queryValue == nil)
        #expect(LabelSelector.matching([:]).queryValue == nil)
        #expect(LabelSelector.exists("darkroom.dev/name").queryValue == "darkroom.dev/name")
        #expect(LabelSelector.matching(["b": "2", "a": "1"]).queryValue == "a=1,b=2")
    }
}
