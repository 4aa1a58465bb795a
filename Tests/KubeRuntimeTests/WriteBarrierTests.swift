import KubeCore
import KubeTestSupport
import Testing

@testable import KubeRuntime

@Suite("Write barrier")
struct WriteBarrierTests {
    private static let pods = APIResource(group: "", version: "v1", kind: "Pod", plural: "pods")
    private static let jobs = APIResource(group: "batch", version: "v1", kind: "Job", plural: "jobs")

    private static let patience: Duration = .seconds(120)

    private var barrier = WriteBarrier<String>(patience: patience)
    private let now = ContinuousClock.now

    /// What is said of a key that wrote just now.
    private var held: WriteBarrier<String>.Verdict { .held(until: now + Self.patience) }

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
        #expect(barrier.admit("a", now: now, isSeen: seen([:])) == .admitted)
        barrier.record([], for: "a", now: now)
        #expect(barrier.admit("a", now: now, isSeen: seen([:])) == .admitted)
        #expect(barrier.release(isSeen: seen([:])).isEmpty)
    }

    @Test("A key is held until the cache has seen its write, and released once")
    mutating func heldUntilSeen() {
        barrier.record([mark(Self.pods, "10")], for: "a", now: now)
        #expect(barrier.admit("a", now: now, isSeen: seen([Self.pods: "9"])) == held)
        #expect(barrier.release(isSeen: seen([Self.pods: "9"])).isEmpty)
        #expect(barrier.release(isSeen: seen([Self.pods: "10"])) == ["a"])
        #expect(barrier.release(isSeen: seen([Self.pods: "11"])).isEmpty)
        #expect(barrier.admit("a", now: now, isSeen: seen([Self.pods: "0"])) == .admitted)
    }

    @Test("Every resource that was written to counts")
    mutating func severalResources() {
        barrier.record([mark(Self.pods, "10"), mark(Self.jobs, "12")], for: "a", now: now)
        #expect(barrier.admit("a", now: now, isSeen: seen([Self.pods: "20", Self.jobs: "11"])) == held)
        #expect(barrier.release(isSeen: seen([Self.pods: "9", Self.jobs: "12"])).isEmpty)
        #expect(barrier.release(isSeen: seen([Self.pods: "10", Self.jobs: "12"])) == ["a"])
    }

    @Test(
        "Of several writes to one resource the last counts, in whatever order they are told",
        arguments: [["9", "10"], ["10", "9"]]
    )
    mutating func lastWrite(versions: [String]) {
        barrier.record(versions.map { mark(Self.pods, $0) }, for: "a", now: now)
        #expect(barrier.admit("a", now: now, isSeen: seen([Self.pods: "9"])) == held)
        #expect(barrier.admit("a", now: now, isSeen: seen([Self.pods: "10"])) == .admitted)
    }

    @Test("A write to what nobody watches cannot be waited for")
    mutating func unwatched() {
        barrier.record([mark(Self.jobs, "10")], for: "a", now: now)
        #expect(barrier.admit("a", now: now, isSeen: seen([Self.pods: "1"])) == .admitted)
    }

    @Test("One key's writes do not hold another")
    mutating func otherKeys() {
        barrier.record([mark(Self.pods, "10")], for: "a", now: now)
        #expect(barrier.admit("b", now: now, isSeen: seen([Self.pods: "9"])) == .admitted)
    }

    @Test("A key that was let through meanwhile is not released a second time")
    mutating func admittedMeanwhile() {
        barrier.record([mark(Self.pods, "10")], for: "a", now: now)
        #expect(barrier.admit("a", now: now, isSeen: seen([Self.pods: "9"])) == held)
        #expect(barrier.admit("a", now: now, isSeen: seen([Self.pods: "10"])) == .admitted)
        #expect(barrier.release(isSeen: seen([Self.pods: "10"])).isEmpty)
    }

    @Test("A write that is never seen, as after a restored backup, holds its key for a limited time")
    mutating func overdue() {
        let end = now + Self.patience
        barrier.record([mark(Self.pods, "10"), mark(Self.jobs, "12")], for: "a", now: now)
        let restored = seen([Self.pods: "3", Self.jobs: "12"])
        #expect(barrier.admit("a", now: end - .nanoseconds(1), isSeen: restored) == .held(until: end))
        #expect(barrier.admit("a", now: end, isSeen: restored) == .overdue([mark(Self.pods, "10")]))
        #expect(barrier.admit("a", now: end, isSeen: restored) == .admitted)
        #expect(barrier.release(isSeen: restored).isEmpty)
    }

    @Test("A later write is given its own time")
    mutating func laterWrite() {
        barrier.record([mark(Self.pods, "10")], for: "a", now: now)
        let later = now + .seconds(60)
        barrier.record([mark(Self.pods, "11")], for: "a", now: later)
        let end = later + Self.patience
        #expect(barrier.admit("a", now: later, isSeen: seen([Self.pods: "9"])) == .held(until: end))
    }

    @Test("A mark without a version holds nothing")
    mutating func withoutVersion() {
        barrier.record([mark(Self.pods, "")], for: "a", now: now)
        #expect(barrier.admit("a", now: now, isSeen: seen([Self.pods: ""])) == .admitted)
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
        barrier.record([mark(Self.pods, "10")], for: "a", now: now)
        barrier.record([gone], for: "a", now: now)
        #expect(barrier.admit("a", now: now, isSeen: { $0 == gone }) == held)
        #expect(barrier.admit("a", now: now, isSeen: { $0 != gone }) == held)
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
    func readAnew() {}
}
