import KubeCore
import KubeTestSupport
import Testing

@testable import KubeRuntime

@Suite("Write expectations")
struct WriteExpectationsTests {
    private static let pods = APIResource(group: "", version: "v1", kind: "Pod", plural: "pods")
    private static let jobs = APIResource(group: "batch", version: "v1", kind: "Job", plural: "jobs")

    private static let timeout: Duration = .seconds(120)

    private var expectations = WriteExpectations<String>(timeout: timeout)
    private let now = ContinuousClock.now

    /// The verdict on a key that has just written.
    private var held: WriteExpectations<String>.Verdict { .held(until: now + Self.timeout) }

    private func after(_ resource: APIResource, _ version: String) -> WriteExpectation {
        WriteExpectation(resource: resource, resourceVersion: version)
    }

    /// The versions that caches have seen; a resource that is missing has no cache.
    private func seen(_ versions: [APIResource: String]) -> (WriteExpectation) -> Bool {
        { expectation in
            expectation.isSeen(
                by: versions[expectation.resource].map {
                    [FrozenCache(resource: expectation.resource, resourceVersion: $0)]
                } ?? []
            )
        }
    }

    @Test("A key without writes may be reconciled")
    mutating func nothingWritten() {
        #expect(expectations.admit("a", now: now, isSeen: seen([:])) == .admitted)
        expectations.record([], for: "a", now: now)
        #expect(expectations.admit("a", now: now, isSeen: seen([:])) == .admitted)
        #expect(expectations.release(isSeen: seen([:])).isEmpty)
    }

    @Test("A key is held until the cache has seen its write, and released once")
    mutating func heldUntilSeen() {
        expectations.record([after(Self.pods, "10")], for: "a", now: now)
        #expect(expectations.admit("a", now: now, isSeen: seen([Self.pods: "9"])) == held)
        #expect(expectations.release(isSeen: seen([Self.pods: "9"])).isEmpty)
        #expect(expectations.release(isSeen: seen([Self.pods: "10"])) == ["a"])
        #expect(expectations.release(isSeen: seen([Self.pods: "11"])).isEmpty)
        #expect(expectations.admit("a", now: now, isSeen: seen([Self.pods: "0"])) == .admitted)
    }

    @Test("A key waits for each resource that it has written to")
    mutating func severalResources() {
        expectations.record([after(Self.pods, "10"), after(Self.jobs, "12")], for: "a", now: now)
        #expect(expectations.admit("a", now: now, isSeen: seen([Self.pods: "20", Self.jobs: "11"])) == held)
        #expect(expectations.release(isSeen: seen([Self.pods: "9", Self.jobs: "12"])).isEmpty)
        #expect(expectations.release(isSeen: seen([Self.pods: "10", Self.jobs: "12"])) == ["a"])
    }

    @Test(
        "Of several writes to one resource the last counts, in whatever order they are recorded",
        arguments: [["9", "10"], ["10", "9"]]
    )
    mutating func lastWrite(versions: [String]) {
        expectations.record(versions.map { after(Self.pods, $0) }, for: "a", now: now)
        #expect(expectations.admit("a", now: now, isSeen: seen([Self.pods: "9"])) == held)
        #expect(expectations.admit("a", now: now, isSeen: seen([Self.pods: "10"])) == .admitted)
    }

    @Test("A write to a resource that has no cache does not hold its key")
    mutating func unwatched() {
        expectations.record([after(Self.jobs, "10")], for: "a", now: now)
        #expect(expectations.admit("a", now: now, isSeen: seen([Self.pods: "1"])) == .admitted)
    }

    @Test("The writes of one key do not hold another key")
    mutating func otherKeys() {
        expectations.record([after(Self.pods, "10")], for: "a", now: now)
        #expect(expectations.admit("b", now: now, isSeen: seen([Self.pods: "9"])) == .admitted)
    }

    @Test("A key that was already let through is not released a second time")
    mutating func admittedMeanwhile() {
        expectations.record([after(Self.pods, "10")], for: "a", now: now)
        #expect(expectations.admit("a", now: now, isSeen: seen([Self.pods: "9"])) == held)
        #expect(expectations.admit("a", now: now, isSeen: seen([Self.pods: "10"])) == .admitted)
        #expect(expectations.release(isSeen: seen([Self.pods: "10"])).isEmpty)
    }

    @Test("A write that the cache never sees, as after a restored backup, holds its key for a limited time")
    mutating func overdue() {
        let end = now + Self.timeout
        expectations.record([after(Self.pods, "10"), after(Self.jobs, "12")], for: "a", now: now)
        let restored = seen([Self.pods: "3", Self.jobs: "12"])
        #expect(expectations.admit("a", now: end - .nanoseconds(1), isSeen: restored) == .held(until: end))
        #expect(expectations.admit("a", now: end, isSeen: restored) == .overdue([after(Self.pods, "10")]))
        #expect(expectations.admit("a", now: end, isSeen: restored) == .admitted)
        #expect(expectations.release(isSeen: restored).isEmpty)
    }

    @Test("A later write has a timeout of its own")
    mutating func laterWrite() {
        expectations.record([after(Self.pods, "10")], for: "a", now: now)
        let later = now + .seconds(60)
        expectations.record([after(Self.pods, "11")], for: "a", now: later)
        let end = later + Self.timeout
        #expect(expectations.admit("a", now: later, isSeen: seen([Self.pods: "9"])) == .held(until: end))
    }

    @Test("An expectation without a version holds nothing")
    mutating func withoutVersion() {
        expectations.record([after(Self.pods, "")], for: "a", now: now)
        #expect(expectations.admit("a", now: now, isSeen: seen([Self.pods: ""])) == .admitted)
    }

    @Test(
        "A deletion counts as seen once the object is gone, or another object has its name",
        arguments: [("one", false), ("two", true), (nil, true)]
    )
    func deletion(uid: String?, isSeen: Bool) {
        let gone = WriteExpectation(resource: Self.pods, gone: .named("child"), uid: "one")
        let uids = uid.map { [ObjectKey.named("child"): $0] } ?? [:]
        #expect(gone.isSeen(by: [FrozenCache(resource: Self.pods, resourceVersion: "99", uids: uids)]) == isSeen)
    }

    @Test("A write is seen once all caches of its resource show it, and at once where no cache follows the resource")
    func severalCaches() {
        let ahead = FrozenCache(resource: Self.pods, resourceVersion: "10", uids: [:])
        let behind = FrozenCache(resource: Self.pods, resourceVersion: "9", uids: [:])
        let write = after(Self.pods, "10")
        #expect(write.isSeen(by: [ahead, ahead]))
        #expect(!write.isSeen(by: [ahead, behind]))
        #expect(write.isSeen(by: []))
    }

    @Test("A key waits both for its deletions and for its other writes")
    mutating func deletionAndVersion() {
        let gone = WriteExpectation(resource: Self.jobs, gone: .named("child"), uid: "one")
        expectations.record([after(Self.pods, "10")], for: "a", now: now)
        expectations.record([gone], for: "a", now: now)
        #expect(expectations.admit("a", now: now, isSeen: { $0 == gone }) == held)
        #expect(expectations.admit("a", now: now, isSeen: { $0 != gone }) == held)
        #expect(expectations.release(isSeen: { _ in true }) == ["a"])
    }
}

/// A cache that makes no progress.
private struct FrozenCache: CacheSource {
    let resource: APIResource
    let resourceVersion: String
    var uids: [ObjectKey: String] = [:]
    var isSynced: Bool { true }
    func uid(at key: ObjectKey) -> String? { uids[key] }
    func waitUntilSynced() async throws {}
    func relist() {}
}
