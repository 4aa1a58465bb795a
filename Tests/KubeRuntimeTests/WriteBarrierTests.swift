import KubeCore
import KubeTestSupport
import Testing

@testable import KubeRuntime

@Suite("Write barrier")
struct WriteBarrierTests {
    private static let pods = APIResource(group: "", version: "v1", kind: "Pod", plural: "pods")
    private static let jobs = APIResource(group: "batch", version: "v1", kind: "Job", plural: "jobs")

    private var barrier = WriteBarrier<String>()

    private func mark(_ resource: APIResource, _ version: String) -> WriteMark {
        WriteMark(resource: resource, resourceVersion: version)
    }

    /// What caches have seen; a resource that is missing is watched by nobody.
    private func seen(_ versions: [APIResource: String]) -> (WriteMark) -> Bool {
        { mark in
            mark.isSeen(by: versions[mark.resource].map { FrozenCache(resource: mark.resource, resourceVersion: $0) })
        }
    }

    @Test("A key that wrote nothing may be worked on")
    mutating func nothingWritten() {
        #expect(barrier.admit("a", isSeen: seen([:])) == true)
        barrier.record([], for: "a")
        #expect(barrier.admit("a", isSeen: seen([:])) == true)
        #expect(barrier.release(isSeen: seen([:])).isEmpty)
    }

    @Test("A key is held until the cache has seen its write, and released once")
    mutating func held() {
        barrier.record([mark(Self.pods, "10")], for: "a")
        #expect(barrier.admit("a", isSeen: seen([Self.pods: "9"])) == false)
        #expect(barrier.release(isSeen: seen([Self.pods: "9"])).isEmpty)
        #expect(barrier.release(isSeen: seen([Self.pods: "10"])) == ["a"])
        #expect(barrier.release(isSeen: seen([Self.pods: "11"])).isEmpty)
        #expect(barrier.admit("a", isSeen: seen([Self.pods: "0"])) == true)
    }

    @Test("Every resource that was written to counts")
    mutating func severalResources() {
        barrier.record([mark(Self.pods, "10"), mark(Self.jobs, "12")], for: "a")
        #expect(barrier.admit("a", isSeen: seen([Self.pods: "20", Self.jobs: "11"])) == false)
        #expect(barrier.release(isSeen: seen([Self.pods: "9", Self.jobs: "12"])).isEmpty)
        #expect(barrier.release(isSeen: seen([Self.pods: "10", Self.jobs: "12"])) == ["a"])
    }

    @Test(
        "Of several writes to one resource the last counts, in whatever order they are told",
        arguments: [["9", "10"], ["10", "9"]]
    )
    mutating func lastWrite(versions: [String]) {
        barrier.record(versions.map { mark(Self.pods, $0) }, for: "a")
        #expect(barrier.admit("a", isSeen: seen([Self.pods: "9"])) == false)
        #expect(barrier.admit("a", isSeen: seen([Self.pods: "10"])) == true)
    }

    @Test("A write to what nobody watches cannot be waited for")
    mutating func unwatched() {
        barrier.record([mark(Self.jobs, "10")], for: "a")
        #expect(barrier.admit("a", isSeen: seen([Self.pods: "1"])) == true)
    }

    @Test("One key's writes do not hold another")
    mutating func otherKeys() {
        barrier.record([mark(Self.pods, "10")], for: "a")
        #expect(barrier.admit("b", isSeen: seen([Self.pods: "9"])) == true)
    }

    @Test("A key that was let through meanwhile is not released a second time")
    mutating func admittedMeanwhile() {
        barrier.record([mark(Self.pods, "10")], for: "a")
        #expect(barrier.admit("a", isSeen: seen([Self.pods: "9"])) == false)
        #expect(barrier.admit("a", isSeen: seen([Self.pods: "10"])) == true)
        #expect(barrier.release(isSeen: seen([Self.pods: "10"])).isEmpty)
    }

    @Test("A mark without a version holds nothing")
    mutating func withoutVersion() {
        barrier.record([mark(Self.pods, "")], for: "a")
        #expect(barrier.admit("a", isSeen: seen([Self.pods: ""])) == true)
    }

    @Test(
        "A deletion is seen once the object of this identity is not there any more, or another has its name",
        arguments: [("one", false), ("two", true), (nil, true)]
    )
    func deletion(uid: String?, isSeen: Bool) {
        let mark = WriteMark(resource: Self.pods, gone: .named("child"), uid: "one")
        let uids = uid.map { [ObjectKey.named("child"): $0] } ?? [:]
        #expect(mark.isSeen(by: FrozenCache(resource: Self.pods, resourceVersion: "99", uids: uids)) == isSeen)
    }

    @Test("A key waits for its deletions and its other writes alike")
    mutating func deletionAndVersion() {
        let gone = WriteMark(resource: Self.jobs, gone: .named("child"), uid: "one")
        barrier.record([mark(Self.pods, "10")], for: "a")
        barrier.record([gone], for: "a")
        #expect(barrier.admit("a", isSeen: { $0 == gone }) == false)
        #expect(barrier.admit("a", isSeen: { $0 != gone }) == false)
        #expect(barrier.release(isSeen: { _ in true }) == ["a"])
    }
}

/// A cache that stands still.
private struct FrozenCache: CacheSource {
    let resource: APIResource
    let resourceVersion: String
    var uids: [ObjectKey: String] = [:]
    var isSynced: Bool { true }
    func uid(at key: ObjectKey) -> String? { uids[key] }
    func waitUntilSynced() async throws {}
}
