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
        "A rejected continue token restarts the list after a pause, because its pages belong together",
        arguments: [.invalid(KubeStatus(code: 400)), .undecodable("cut")] as [KubeError]
    )
    mutating func tokenFails(error: KubeError) {
        _ = watcher.listed(resourceVersion: "10", next: "a")
        #expect(watcher.listFailed(error, at: "a", random: 1) == .list(token: nil, after: .seconds(1.5)))
    }

    @Test("An expired continue token restarts the list at once, and the next ones after pauses")
    mutating func tokenExpires() {
        let actions = (0..<3).map { _ in
            _ = watcher.listed(resourceVersion: "10", next: "a")
            return watcher.listFailed(tooOld, at: "a", random: 0)
        }
        #expect(actions == [0, 1, 2].map { .list(token: nil, after: .seconds($0)) })
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

    @Test("A version that is too old leads to a relist at once")
    func expired() {
        var watcher = watching()
        #expect(watcher.watchEnded(tooOld, lasted: calm, random: 0) == .list(token: nil, after: .zero))
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
        #expect(actions == [0, 1, 2, 4].map { .list(token: nil, after: .seconds($0)) })
        _ = watcher.listed(resourceVersion: "10", next: nil)
        #expect(watcher.watchEnded(tooOld, lasted: calm, random: 0) == .list(token: nil, after: .zero))
    }

    @Test(
        "After an outage, the backoff begins anew with the first answer, whatever it is",
        arguments: [
            (tooOld, .list(token: nil, after: .zero)),
            (.unavailable(KubeStatus(code: 503), retryAfter: nil), .watch(from: "10", after: .seconds(1))),
            (.forbidden(KubeStatus(code: 403)), .watch(from: "10", after: .seconds(1))),
        ] as [(KubeError, WatcherState.Action)]
    )
    func answerAfterOutage(error: KubeError, action: WatcherState.Action) {
        var watcher = watching()
        for _ in 0..<6 { _ = watcher.watchRefused(broken, random: 0) }
        #expect(watcher.watchRefused(error, random: 0) == action)
    }

    @Test("A list that fails after an outage is retried as after a first failure")
    func listAfterOutage() {
        var watcher = watching()
        for _ in 0..<6 { _ = watcher.watchRefused(broken, random: 0) }
        #expect(watcher.watchRefused(tooOld, random: 0) == .list(token: nil, after: .zero))
        let failed = watcher.listFailed(.unavailable(KubeStatus(code: 500), retryAfter: nil), random: 0)
        #expect(failed == .list(token: nil, after: .seconds(1)))
    }

    @Test("What another request learns of the server resets the backoff")
    func learns() {
        var watcher = watching()
        for _ in 0..<6 { _ = watcher.watchRefused(broken, random: 0) }
        watcher.serverAnswered()
        #expect(watcher.watchRefused(broken, random: 0) == .watch(from: "10", after: .seconds(1)))
    }

    @Test(
        "Only a delay for a server that cannot answer ends early, and none that the server asked for",
        arguments: [
            (broken, true), (.unavailable(KubeStatus(code: 503), retryAfter: nil), true),
            (.unavailable(KubeStatus(code: 503), retryAfter: .seconds(2)), false),
            (.throttled(KubeStatus(code: 429), retryAfter: nil), false),
            (.notFound(KubeStatus(code: 404)), false), (tooOld, false),
        ] as [(KubeError, Bool)]
    )
    func waits(error: KubeError, isWaiting: Bool) {
        var watcher = watching()
        _ = watcher.watchRefused(error, random: 0)
        #expect(watcher.isWaitingForServer == isWaiting)
    }

    @Test("A watch that ends without a sign of life is checked, because the server may be behind")
    func silentWatch() {
        var watcher = watching()
        #expect(watcher.watchEnded(nil, lasted: calm) == .check)
        watcher.advanced(to: "11")
        #expect(watcher.watchEnded(nil, lasted: calm) == .watch(from: "11", after: .zero))
        #expect(watcher.watchEnded(nil, lasted: calm) == .check)
    }

    @Test(
        "A server that is behind is listed at once, and otherwise the watch is resumed",
        arguments: [
            ("9", .list(token: nil, after: .zero)), ("10", .watch(from: "10", after: .zero)),
            ("11", .watch(from: "10", after: .zero)), ("x", .watch(from: "10", after: .zero)),
            ("", .watch(from: "10", after: .zero)),
        ] as [(String, WatcherState.Action)]
    )
    func checked(version: String, action: WatcherState.Action) {
        var watcher = watching()
        #expect(watcher.checked(serverVersion: version) == action)
    }

    @Test(
        "An event or bookmark that is older than what was seen before shows that the server lost its history",
        arguments: [("9", true), ("10", false), ("11", false), ("", false), ("x", false)]
    )
    func isBehind(version: String, answer: Bool) {
        #expect(watching().isBehind(version) == answer)
        #expect(!watcher.isBehind(version))
    }

    @Test("A requested relist takes the place of a watch, but not of a list that is in progress")
    func requestedRelist() {
        var watcher = watching()
        #expect(watcher.relist(instead: .list(token: "a", after: .zero)) == .list(token: "a", after: .zero))
        #expect(watcher.relist(instead: .watch(from: "10", after: .zero)) == .list(token: nil, after: .zero))
        #expect(watcher.resourceVersion == nil)
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
