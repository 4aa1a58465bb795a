import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@testable import DarkroomGateway

@Suite("The store of queue depths")
struct QueueDepthStoreTests {
    private static let now = ContinuousClock.now
    private let store = QueueDepthStore()

    private func service(queue: String? = "jobs", stopped: Bool = false) throws -> InferenceService {
        var spec: [String: JSONValue] = ["stopped": .bool(stopped)]
        spec["async"] = queue.map { ["queue": ["service": .string($0), "path": "/queue"]] }
        return try Cluster.service("s", spec: spec)
    }

    /// Simulates a reading of the queue in a spec, with an answer.
    private func ask(_ service: InferenceService, _ depth: Int) throws {
        let source = try #require(AsyncQueueSource(of: service))
        store.keep([service.key: source], now: Self.now)
        store.record(.success(depth), of: source, for: [service.key], now: Self.now)
    }

    @Test("returns the last depth of the queue in the spec")
    func known() throws {
        #expect(store.knowledge(of: try service(), now: Self.now) == .unknown)
        try ask(try service(), 3)
        #expect(store.knowledge(of: try service(), now: Self.now) == .depth(3))
    }

    @Test("knows nothing about the queue of a changed spec, even when a late answer of the previous queue arrives")
    func changed() throws {
        try ask(try service(), 3)
        let changed = try service(queue: "others")
        #expect(store.knowledge(of: changed, now: Self.now) == .unknown)
        let source = try #require(AsyncQueueSource(of: changed))
        store.keep([changed.key: source], now: Self.now)
        let before = try #require(AsyncQueueSource(of: try service()))
        store.record(.success(9), of: before, for: [changed.key], now: Self.now)
        #expect(store.knowledge(of: changed, now: Self.now) == .unknown)
    }

    @Test("has nothing for a service that is stopped or has no queue")
    func none() throws {
        try ask(try service(), 3)
        #expect(store.knowledge(of: try service(stopped: true), now: Self.now) == nil)
        #expect(store.knowledge(of: try service(queue: nil), now: Self.now) == nil)
    }
}
