import KubeCore
import KubeTestSupport
import Testing

@testable import KubeRuntime

@Suite("Object cache")
struct ObjectCacheTests {
    private var cache = ObjectCache<Widget>(indexes: [.label("tier"), .controllerUID, .uid])

    /// Changes as text: `+a` is new, `a` changed, `-a` is gone.
    private func words(_ changes: [ObjectChange<Widget>]) -> [String] {
        changes.map { change in
            switch (change.old, change.new) {
            case (nil, _): "+\(change.key.name)"
            case (_, nil): "-\(change.key.name)"
            default: change.key.name
            }
        }
    }

    @Test("A list yields the objects that are new, changed and gone, and no others")
    mutating func replace() {
        #expect(
            words(cache.replace(with: [.named("a"), .named("b"), .named("c")], resourceVersion: "10")) == [
                "+a", "+b", "+c",
            ]
        )
        let changes = cache.replace(
            with: [.named("b"), .named("c", version: "2"), .named("d")],
            resourceVersion: "20"
        )
        #expect(words(changes) == ["c", "+d", "-a"])
        #expect(cache.resourceVersion == "20")
        #expect(Set(cache.objects.keys.map(\.name)) == ["b", "c", "d"])
    }

    @Test("After a restore, objects of the same version are replaced too, because their contents may be others")
    mutating func restored() {
        _ = cache.replace(with: [.named("a", version: "9"), .named("b", version: "8")], resourceVersion: "10")
        let later = Widget(Widget.named("a", version: "9").metadata, size: 7)
        #expect(words(cache.replace(with: [later], resourceVersion: "20")) == ["-b"])
        #expect(words(cache.replace(with: [later], resourceVersion: "20", isDistrusted: true)) == ["a"])
        #expect(cache.objects[.named("a")]?.spec.size == 7)
        #expect(words(cache.replace(with: [.named("a", version: "9")], resourceVersion: "19")) == ["a"])
        #expect(cache.objects[.named("a")]?.spec.size == 1)
        #expect(cache.resourceVersion == "19")
    }

    @Test("An object that was deleted and recreated under the same name counts as changed")
    mutating func recreated() {
        _ = cache.replace(with: [.named("a", uid: "one")], resourceVersion: "10")
        let changes = cache.replace(with: [.named("a", uid: "two")], resourceVersion: "20")
        #expect(changes.map { [$0.old?.metadata.uid, $0.new?.metadata.uid] } == [["one", "two"]])
        #expect(cache.keys(index: "uid", value: "one").isEmpty)
    }

    @Test(
        "An object that can no longer be decoded keeps its last state, unless its UID is a new one",
        arguments: [("uid-a", true), ("", true), ("other", false)]
    )
    mutating func undecodable(uid: String, stays: Bool) {
        _ = cache.replace(with: [.named("a", labels: ["tier": "x"])], resourceVersion: "10")
        let malformed = UndecodableObject(
            metadata: ObjectMeta(name: "a", namespace: "default", uid: uid),
            problem: "malformed"
        )
        let stranger = UndecodableObject(metadata: ObjectMeta(name: "z"), problem: "malformed")
        let changes = cache.replace(with: [], undecodable: [malformed, stranger], resourceVersion: "20")
        #expect(words(changes) == (stays ? [] : ["-a"]))
        #expect((cache.objects[.named("a")] != nil) == stays)
        #expect(cache.keys(index: "label:tier", value: "x").isEmpty == !stays)
    }

    @Test("Events add, change and delete objects, and advance the version")
    mutating func events() {
        #expect(words([cache.upsert(.named("a", version: "11"))]) == ["+a"])
        #expect(words([cache.upsert(.named("a", version: "12"))]) == ["a"])
        #expect(cache.resourceVersion == "12")
        let gone = cache.delete(ObjectMeta(name: "a", namespace: "default", resourceVersion: "13"))
        #expect(gone.map { words([$0]) } == ["-a"])
        #expect(cache.resourceVersion == "13")
        #expect(cache.objects.isEmpty)
    }

    @Test("Deleting an unknown object changes nothing but the version")
    mutating func deleteUnknown() {
        #expect(cache.delete(ObjectMeta(name: "a", resourceVersion: "13")) == nil)
        #expect(cache.resourceVersion == "13")
    }

    @Test("A bookmark advances the version, and an empty one does not")
    mutating func bookmark() {
        cache.advance(to: "5")
        cache.advance(to: "")
        #expect(cache.resourceVersion == "5")
    }

    @Test("Indexes are updated with every change")
    mutating func indexes() {
        _ = cache.replace(
            with: [.named("a", labels: ["tier": "x"], controller: "g"), .named("b", labels: ["tier": "x"])],
            resourceVersion: "10"
        )
        #expect(cache.keys(index: "label:tier", value: "x") == [.named("a"), .named("b")])
        #expect(cache.keys(index: "controllerUID", value: "g") == [.named("a")])
        _ = cache.upsert(.named("a", version: "2", labels: ["tier": "y"]))
        #expect(cache.keys(index: "label:tier", value: "x") == [.named("b")])
        #expect(cache.keys(index: "label:tier", value: "y") == [.named("a")])
        #expect(cache.keys(index: "controllerUID", value: "g").isEmpty)
        _ = cache.delete(ObjectMeta(name: "b", namespace: "default"))
        #expect(cache.keys(index: "label:tier", value: "x").isEmpty)
        _ = cache.replace(with: [], resourceVersion: "20")
        #expect(cache.keys(index: "label:tier", value: "y").isEmpty)
        #expect(cache.keys(index: "no such index", value: "y").isEmpty)
    }
}
