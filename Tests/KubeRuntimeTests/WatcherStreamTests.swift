import KubeClient
import KubeCore
import Testing

@testable import KubeRuntime

@Suite("Watcher that streams its initial state")
struct WatcherStreamTests {
    private var watcher = WatcherState(backoff: Backoff(initial: .seconds(1), cap: .seconds(8), jitter: 0))
    private static let broken = KubeError.transport(TransportError("reset", outcome: .unknown))
    private static let tooOld = KubeError.expired(KubeStatus(code: 410, reason: "Expired"))

    @Test("The end of the initial events turns the stream into a watch, which can be resumed from its version")
    mutating func streams() {
        #expect(watcher.start() == .stream(after: .zero))
        #expect(watcher.resourceVersion == nil)
        watcher.streamed(upTo: "10")
        watcher.advanced(to: "11")
        #expect(watcher.watchEnded(nil, lasted: WatcherState.calm) == .watch(from: "11", after: .zero))
    }

    @Test("A version that is too old leads to a new stream at once")
    mutating func expired() {
        watcher.streamed(upTo: "10")
        #expect(watcher.watchRefused(Self.tooOld, random: 0) == .stream(after: .zero))
        #expect(watcher.resourceVersion == nil)
    }

    @Test(
        "A server that rejects streams is asked for pages at once, and never for a stream again",
        arguments: [400, 422]
    )
    mutating func forbidden(code: Int) {
        #expect(watcher.watchRefused(KubeError(KubeStatus(code: code)), random: 0) == .list(token: nil, after: .zero))
        _ = watcher.listed(resourceVersion: "10", next: nil)
        #expect(watcher.watchRefused(Self.tooOld, random: 0) == .list(token: nil, after: .zero))
    }

    @Test(
        "A stream that ends before the end of its initial events, with or without an error, counts as not offered",
        arguments: [nil, KubeError.unavailable(KubeStatus(code: 500, reason: "InternalError"), retryAfter: nil)]
    )
    mutating func notOffered(error: KubeError?) {
        #expect(watcher.watchEnded(error, lasted: .seconds(30), random: 0) == .list(token: nil, after: .zero))
        #expect(watcher.listFailed(Self.broken, random: 0) == .list(token: nil, after: .seconds(1)))
        #expect(watcher.initialState == .paged)
    }

    @Test("After a stream breaks off the watcher reads pages, and tries a stream again the next time")
    mutating func brokenOff() {
        #expect(
            watcher.watchEnded(Self.broken, lasted: .seconds(40), random: 0) == .list(token: nil, after: .seconds(1))
        )
        #expect(watcher.listFailed(Self.broken, random: 0) == .stream(after: .seconds(2)))
    }

    @Test(
        "A server with a transient error is asked for a stream again after the wait that it asks for",
        arguments: [
            (KubeError.throttled(KubeStatus(code: 429), retryAfter: .seconds(30)), 30),
            (.unavailable(KubeStatus(code: 503), retryAfter: nil), 1), (broken, 1),
            (.notFound(KubeStatus(code: 404)), 1), (.unauthorized(KubeStatus(code: 401)), 1),
        ]
    )
    mutating func trouble(error: KubeError, seconds: Int) {
        #expect(watcher.watchRefused(error, random: 0) == .stream(after: .seconds(seconds)))
    }

    @Test("A stream whose version expires before it is complete is restarted, less and less often")
    mutating func expiredMeanwhile() {
        let actions = (0..<3).map { _ in watcher.watchEnded(Self.tooOld, lasted: .zero, random: 0) }
        #expect(actions == [0, 1, 2].map { .stream(after: .seconds($0)) })
    }
}
