import KubeClient
import KubeCore
import Testing

@testable import KubeRuntime

private let calm = WatcherState.calm
private let moment: Duration = .milliseconds(5)
private let tooOld = KubeError.expired(KubeStatus(code: 410, reason: "Expired"))
private let broken = KubeError.transport(TransportError("reset", outcome: .unknown))

@Suite("Watcher")
struct WatcherStateTests {
    private var watcher = WatcherState(
        backoff: Backoff(initial: .seconds(1), cap: .seconds(8), jitter: 0.5),
        initialState: .paged
    )

    /// A watcher whose list is complete at version 10.
    private func watching() -> WatcherState {
        var watcher = watcher
        _ = watcher.listed(resourceVersion: "10", next: nil)
        return watcher
    }

    @Test("The watcher begins with a list, page by page, and watches from the list's version")
    mutating func listThenWatch() {
        #expect(watcher.start() == .list(token: nil, after: .zero))
        #expect(watcher.listed(resourceVersion: "10", next: "a") == .list(token: "a", after: .zero))
        #expect(watcher.resourceVersion == nil)
        #expect(watcher.listed(resourceVersion: "10", next: "b") == .list(token: "b", after: .zero))
        #expect(watcher.listed(resourceVersion: "10", next: nil) == .watch(from: "10", after: .zero))
        #expect(watcher.resourceVersion == "10")
    }

    @Test(
        "An expired or rejected continue token restarts the list after a pause, because its pages belong together",
        arguments: [tooOld, .invalid(KubeStatus(code: 400)), .undecodable("cut")]
    )
    mutating func tokenFails(error: KubeError) {
        _ = watcher.listed(resourceVersion: "10", next: "a")
        #expect(watcher.listFailed(error, at: "a", random: 1) == .list(token: nil, after: .seconds(1.5)))
    }

    @Test(
        "A page that fails with a transient error is requested again, and the pages before it are not",
        arguments: [
            broken, .unavailable(KubeStatus(code: 503), retryAfter: nil),
            .throttled(KubeStatus(code: 429), retryAfter: nil),
        ]
    )
    mutating func pageFails(error: KubeError) {
        _ = watcher.listed(resourceVersion: "10", next: "a")
        #expect(watcher.listFailed(error, at: "a", random: 0) == .list(token: "a", after: .seconds(1)))
        #expect(watcher.listFailed(error, at: "a", random: 0) == .list(token: "a", after: .seconds(2)))
    }

    @Test("A list that keeps failing is retried less and less often, up to a bound, and with jitter")
    mutating func listBackoff() {
        let delays = (0..<6).map { _ in watcher.listFailed(broken, random: 0) }
        #expect(delays == [1, 2, 4, 8, 8, 8].map { .list(token: nil, after: .seconds($0)) })
        #expect(watcher.listFailed(broken, random: 1) == .list(token: nil, after: .seconds(12)))
    }

    @Test("Events and bookmarks advance the version from which a watch is resumed")
    func advances() {
        var watcher = watching()
        watcher.advanced(to: "11")
        watcher.advanced(to: "")
        #expect(watcher.resourceVersion == "11")
        #expect(watcher.watchEnded(nil, lasted: calm) == .watch(from: "11", after: .zero))
    }

    @Test("A version that is too old leads to a relist after a pause")
    func expired() {
        var watcher = watching()
        #expect(watcher.watchEnded(tooOld, lasted: calm, random: 0) == .list(token: nil, after: .seconds(1)))
        #expect(watcher.resourceVersion == nil)
    }

    @Test("An event that cannot be decoded leads to a relist, because every new watch would repeat it")
    func undecodable() {
        var watcher = watching()
        let action = watcher.watchEnded(.undecodable("cut"), lasted: calm, random: 0)
        #expect(action == .list(token: nil, after: .seconds(1)))
    }

    @Test("A watch that keeps breaking off is resumed from its last version, less and less often")
    func watchBackoff() {
        var watcher = watching()
        let actions = (0..<5).map { _ in watcher.watchEnded(broken, lasted: moment, random: 0) }
        #expect(actions == [1, 2, 4, 8, 8].map { .watch(from: "10", after: .seconds($0)) })
    }

    @Test("The watcher pauses between watches when the server ends each one at once")
    func noHotLoop() {
        var watcher = watching()
        let actions = (0..<4).map { _ in watcher.watchEnded(nil, lasted: moment, random: 0) }
        #expect(actions == [1, 2, 4, 8].map { .watch(from: "10", after: .seconds($0)) })
    }

    @Test("The watcher pauses between lists when each watch is too old")
    func noListLoop() {
        var watcher = watching()
        var actions: [WatcherState.Action] = []
        for _ in 0..<4 {
            actions.append(watcher.watchEnded(tooOld, lasted: moment, random: 0))
            _ = watcher.listed(resourceVersion: "10", next: nil)
        }
        #expect(actions == [1, 2, 4, 8].map { .list(token: nil, after: .seconds($0)) })
    }

    @Test("An event, or a watch that lasted, resets the backoff")
    func resets() {
        var watcher = watching()
        for _ in 0..<4 { _ = watcher.watchEnded(broken, lasted: moment, random: 0) }
        watcher.advanced(to: "11")
        #expect(watcher.watchEnded(broken, lasted: moment, random: 0) == .watch(from: "11", after: .seconds(1)))
        for _ in 0..<4 { _ = watcher.watchEnded(broken, lasted: moment, random: 0) }
        #expect(watcher.watchEnded(broken, lasted: calm, random: 0) == .watch(from: "11", after: .seconds(1)))
    }

    @Test(
        "The wait that the server asks for applies when it is longer than the backoff",
        arguments: [
            (KubeError.throttled(KubeStatus(code: 429), retryAfter: .seconds(30)), 30),
            (.unavailable(KubeStatus(code: 503), retryAfter: .seconds(30)), 30),
            (.throttled(KubeStatus(code: 429), retryAfter: .milliseconds(1)), 1),
            (.throttled(KubeStatus(code: 429), retryAfter: nil), 1),
        ]
    )
    func retryAfter(error: KubeError, seconds: Int) {
        var watcher = watching()
        #expect(watcher.watchRefused(error, random: 0) == .watch(from: "10", after: .seconds(seconds)))
        var lister = self.watcher
        #expect(lister.listFailed(error, random: 0) == .list(token: nil, after: .seconds(seconds)))
    }
}
