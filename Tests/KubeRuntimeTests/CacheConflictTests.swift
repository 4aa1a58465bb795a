import KubeCore
import KubeTestSupport
import Testing

@testable import KubeRuntime

@Suite("A conflict and the cache")
struct CacheConflictTests {
    /// A cache that shows one object, or none.
    private struct Shown: CacheSource {
        let uid: String?
        let resourceVersion: String
        var resource: APIResource { Widget.resource }
        var isSynced: Bool { true }
        func uid(at key: ObjectKey) -> String? { uid }
        func waitUntilSynced() async throws {}
        func relist() {}
    }

    @Test(
        "A conflict is unexplained if the cache shows another object, but has seen the version of the present one",
        arguments: [
            ("old", "20", false), ("old", "30", false), ("old", "19", true), ("new", "30", true), (nil, "30", true),
        ] as [(String?, String, Bool)]
    )
    func explained(uid: String?, version: String, isExplained: Bool) {
        let present = ObjectMeta(name: "a", namespace: "default", uid: "new", resourceVersion: "20")
        let conflict = CacheConflict(resource: Widget.resource, present: present)
        #expect(conflict.isExplained(by: Shown(uid: uid, resourceVersion: version)) == isExplained)
    }
}
