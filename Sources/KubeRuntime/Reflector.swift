public import KubeClient
public import KubeCore
public import Logging
internal import Metrics
public import ServiceLifecycle
internal import Synchronization

/// A cache whose first sync can be awaited.
public protocol CacheSource: Sendable {
    /// The resource it follows.
    var resource: APIResource { get }
    /// Whether the first list is complete.
    var isSynced: Bool { get }
    /// Version up to which every change has been seen.
    var resourceVersion: String { get }
    /// UID of the object at `key`; nil when there is none.
    func uid(at key: ObjectKey) -> String?
    /// Returns once the first list is complete; throws when the task is cancelled first.
    func waitUntilSynced() async throws
    /// Relists soon, because the cache turned out to be stale.
    func relist()
    /// Relists, unless the last complete list began less than `age` ago, and returns once the new list is in the cache;
    /// throws when the task is cancelled first.
    func refresh(olderThan age: Duration) async throws
}

extension CacheSource {
    public func refresh(olderThan age: Duration) async throws { try await waitUntilSynced() }
}

/// Keeps a ``Store`` equal to the API server's state, and reports every change.
public final class Reflector<Object: KubeObject>: Service, CacheSource {
    /// Called for every change, in the server's order, after the store is updated; must return quickly.
    public typealias Handler = @Sendable (ObjectChange<Object>) -> Void
    /// Called for an object that does not decode.
    public typealias QuarantineHandler = @Sendable (UndecodableObject) -> Void

    /// The objects.
    public let store: Store<Object>
    /// The resource it follows.
    public var resource: APIResource { Object.resource }
    /// Whether the first list is complete.
    public var isSynced: Bool { store.isSynced }
    /// Version up to which every change has been seen.
    public var resourceVersion: String { store.resourceVersion }

    /// Whether a watch is open.
    var isWatching: Bool { relisting.withLock { $0.following != nil } }

    /// UID of the object at `key`; nil when there is none.
    public func uid(at key: ObjectKey) -> String? { store[key]?.metadata.uid }

    /// Returns once the first list is complete; throws when the task is cancelled first.
    public func waitUntilSynced() async throws { try await store.waitUntilSynced() }

    /// Ends the current watch and relists.
    ///
    /// An etcd that is restored from a backup continues from the backup's version. It accepts a watch from the last
    /// seen version, but sends nothing until it reaches that version again.
    public func relist() {
        relisting.withLock { relisting in
            relisting.requests.request()
            return relisting.toCancel
        }?.cancel()
    }

    /// Relists, unless the last complete list began less than `age` ago, and returns once the new list is in the store.
    /// A resource that the server does not serve has nothing to list.
    public func refresh(olderThan age: Duration) async throws {
        guard store.isSynced else { return try await waitUntilSynced() }
        guard !isAbsent else { return }
        let (latch, watch) = relisting.withLock { relisting in
            (relisting.requests.request(since: .now - age), relisting.toCancel)
        }
        watch?.cancel()
        try await latch?.wait()
    }

    /// Number of seconds after which the server ends a watch.
    ///
    /// On a watch that lasts for minutes, a proxy or server that stalls without closing looks like an idle
    /// resource. A watch that must end within the transport's silence timeout distinguishes the two within 40 s. The
    /// cost is two requests per minute and watch, which the server answers from memory; shortly before the end it sends
    /// a bookmark, so the next watch starts where this one ended. Randomized, so that watches of all kinds and replicas
    /// do not end together.
    static var watchSeconds: ClosedRange<Int> { 25...32 }

    private let client: KubeClient
    private let namespace: String?
    private let selector: LabelSelector
    private let backoff: Backoff
    private let initialState: WatcherState.InitialState
    private let missingResourceGracePeriod: Duration?
    private let absentSince = Mutex<ContinuousClock.Instant?>(nil)
    private let logger: Logger
    private let listeners = Mutex(Listeners())
    private let relisting = Mutex(Relisting())

    /// What the events of a watch led to.
    private struct Followed: Sendable {
        var state: WatcherState
        /// Why the watch ended; nil when the server ended it normally.
        var error: KubeError?
    }

    /// A list while it arrives.
    private struct Pages {
        var incoming = IncomingState<Object>()
        var size = PageSize()

        mutating func begin() {
            incoming = IncomingState()
            size.beginList()
        }
    }

    private struct Relisting {
        var requests = RelistRequests()
        /// Applies the events of the current watch.
        var following: Task<Followed, Never>?

        /// The watch that has to end because of a request.
        var toCancel: Task<Followed, Never>? { requests.endsWatch ? following : nil }
    }

    private struct Listeners {
        var changes: [Handler] = []
        var advances: [@Sendable () -> Void] = []
        var quarantines: [QuarantineHandler] = []
    }

    /// Makes a reflector; nothing is read before ``run()``.
    ///
    /// - Parameters:
    ///   - namespace: Nil follows all namespaces.
    ///   - selector: The store contains only objects with these labels.
    ///   - indexes: Indexes of the store.
    ///   - backoff: Delay between failed attempts.
    ///   - initialState: How to read the whole state; without support for streams in the server, always in pages.
    ///   - missingResourceGracePeriod: How long the server must report that it does not serve the resource before the
    ///     resource counts as empty: a starting server may briefly report this for any resource. Nil for a resource
    ///     that every cluster serves.
    public init(
        _ type: Object.Type = Object.self,
        client: KubeClient,
        namespace: String? = nil,
        selector: LabelSelector = .everything,
        indexes: [CacheIndex<Object>] = [],
        backoff: Backoff = Backoff(initial: .milliseconds(800), cap: .seconds(30)),
        initialState: WatcherState.InitialState = .streamed,
        missingResourceGracePeriod: Duration? = nil,
        logger: Logger
    ) {
        self.client = client
        self.namespace = namespace
        self.selector = selector
        self.backoff = backoff
        self.initialState = initialState
        self.missingResourceGracePeriod = missingResourceGracePeriod
        store = Store(indexes: indexes)
        var logger = logger
        logger[metadataKey: "resource"] = "\(Object.resource)"
        self.logger = logger
    }

    /// Adds a handler for changes.
    public func onChange(_ handler: @escaping Handler) { listeners.withLock { $0.changes.append(handler) } }

    /// Adds a handler for objects that do not decode.
    public func onQuarantine(_ handler: @escaping QuarantineHandler) {
        listeners.withLock { $0.quarantines.append(handler) }
    }

    /// Adds a handler that runs whenever the store reaches a newer version, with or without a change.
    func onAdvance(_ handler: @escaping @Sendable () -> Void) {
        listeners.withLock { $0.advances.append(handler) }
    }

    /// Follows the server until the task is cancelled or the service shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            var state = WatcherState(backoff: backoff, initialState: initialState)
            var pages = Pages()
            var action = state.start()
            var mark = client.reachability.mark
            while !Task.isCancelled {
                do {
                    if relisting.withLock({ $0.requests.isPending }) { action = state.relist(instead: action) }
                    try await pause(before: action, since: mark, &state)
                    // Before the request: a recovery while it fails is one that it has missed.
                    mark = client.reachability.mark
                    switch action {
                    case .stream:
                        relisting.withLock { $0.requests.began(now: .now) }
                        action = try await watch(from: nil, &state)
                    case .list(let token, _):
                        if token == nil {
                            pages.begin()
                            relisting.withLock { $0.requests.began(now: .now) }
                        }
                        action = await list(token, into: &pages, &state)
                    case .check:
                        action = await check(&state)
                    case .watch(let version, _):
                        action = try await watch(from: version, &state)
                    }
                } catch {
                    return
                }
            }
        }
    }

    /// Waits before an action; not for a server of which another request shows that it answers again.
    private func pause(
        before action: WatcherState.Action,
        since mark: ServerReachability.Mark,
        _ state: inout WatcherState
    ) async throws {
        let wakeUp = try await client.reachability.wait(
            action.delay,
            orRecoverySince: state.isWaitingForServer ? mark : nil
        )
        switch wakeUp {
        case .answered: state.serverAnswered()
        case .elapsed, .probe: return
        }
    }

    private func list(
        _ token: String?,
        into pages: inout Pages,
        _ state: inout WatcherState
    ) async -> WatcherState.Action {
        do {
            let page = try await client.list(
                Object.self,
                namespace: namespace,
                selector: selector,
                limit: pages.size.limit,
                continue: token
            )
            pages.incoming.take(page, known: known)
            page.undecodable.forEach(quarantine)
            if page.continue == nil {
                replace(with: pages.incoming, upTo: page.resourceVersion)
                pages.incoming = IncomingState()
            }
            return state.listed(resourceVersion: page.resourceVersion, next: page.continue)
        } catch KubeError.tooLarge(let items) where pages.size.limit > 1 {
            pages.size.tooLarge(items: items)
            logger.info("a page is too large", metadata: ["items": "\(items)", "next": "\(pages.size.limit)"])
            return await list(token, into: &pages, &state)
        } catch let error as KubeError {
            let isMissing = isAboutMissingResource(error)
            if token != nil || !isMissing {
                logger.warning("list failed", metadata: ["error": "\(error)"])
            }
            return state.listFailed(error, at: token)
        } catch {
            return state.listFailed(.undecodable("\(error)"))
        }
    }

    /// Compares the server's version with that of the store.
    private func check(_ state: inout WatcherState) async -> WatcherState.Action {
        do {
            let page = try await client.list(Object.self, namespace: namespace, selector: selector, limit: 1)
            let action = state.checked(serverVersion: page.resourceVersion)
            if state.resourceVersion == nil {
                logger.warning(
                    "the server is behind the cache, as after a restore; relisting",
                    metadata: ["server": "\(page.resourceVersion)", "cache": "\(resourceVersion)"]
                )
                relisting.withLock { $0.requests.request() }
            }
            return action
        } catch {
            return state.watchRefused(error as? KubeError ?? .undecodable("\(error)"))
        }
    }

    /// Whether the server has not served the resource type for longer than its grace period.
    private var isAbsent: Bool {
        guard let missingResourceGracePeriod else { return false }
        return absentSince.withLock { $0.map { $0 + missingResourceGracePeriod <= .now } ?? false }
    }

    /// Whether the resource type is not installed (yet): it has no objects, and controllers should not wait for them.
    private func isAboutMissingResource(_ error: KubeError) -> Bool {
        guard case .notFound = error, let missingResourceGracePeriod else {
            absentSince.withLock { $0 = nil }
            return false
        }
        let since = absentSince.withLock { since in
            let first = since ?? .now
            since = first
            return first
        }
        guard since + missingResourceGracePeriod <= .now else { return true }
        relisting.withLock { $0.requests.completed() }.forEach { $0.open() }
        guard !store.isSynced else { return true }
        logger.warning("the server does not serve this resource; looking again later")
        store.markSynced()
        return true
    }

    /// The object in the store that equals an incoming one, so that a relist does not need memory for all of them
    /// twice. None while the same version may have other contents.
    private func known(_ object: Object) -> Object? {
        guard let stored = store[object.key], stored.metadata.uid == object.metadata.uid,
            stored.metadata.resourceVersion == object.metadata.resourceVersion,
            !relisting.withLock({ $0.requests.isDistrusted })
        else { return nil }
        return stored
    }

    /// Replaces the store's content with a complete state.
    private func replace(with incoming: IncomingState<Object>, upTo version: String) {
        let isDistrusted = relisting.withLock { $0.requests.isDistrusted }
        let changes = store.update {
            $0.replace(
                with: incoming.items,
                undecodable: incoming.undecodable,
                resourceVersion: version,
                isDistrusted: isDistrusted
            )
        }
        store.markSynced()
        logger.debug("read all", metadata: ["count": "\(store.count)", "changes": "\(changes.count)"])
        changes.forEach(announce)
        announceAdvance()
        relisting.withLock { $0.requests.completed() }.forEach { $0.open() }
    }

    /// Follows a watch to its end.
    ///
    /// - Parameter version: Nil reads the whole state first.
    private func watch(
        from version: String?,
        _ state: inout WatcherState
    ) async throws(CancellationError) -> WatcherState.Action {
        let stream: WatchStream<Object>
        do {
            stream = try await client.watch(
                Object.self,
                namespace: namespace,
                selector: selector,
                from: version.map { .version($0) } ?? .initialState,
                timeoutSeconds: .random(in: Self.watchSeconds)
            )
        } catch let error as CancellationError {
            throw error
        } catch {
            let error = error as? KubeError ?? .undecodable("\(error)")
            let next = state.watchRefused(error)
            let isMissing = version == nil && isAboutMissingResource(error)
            if version == nil, case .list = next {
                logger.debug("the server offers no streams; reading page by page")
            } else if !Task.isCancelled, !isMissing {
                logger.info("watch was not opened", metadata: ["error": "\(error)"])
            }
            return next
        }
        let opened = client.reachability.now
        let failure = try await follow(stream, &state)
        if let failure, !Task.isCancelled {
            logger.info("watch ended", metadata: ["error": "\(failure)"])
        }
        return state.watchEnded(failure, lasted: client.reachability.now - opened)
    }

    /// Applies events to the store until the watch ends or a relist is requested, and returns the reason.
    private func follow(
        _ stream: WatchStream<Object>,
        _ state: inout WatcherState
    ) async throws(CancellationError) -> KubeError? {
        // A task of its own, so that a request for a relist can end it.
        let following = Task { [state] in await events(of: stream, state) }
        relisting.withLock { relisting in
            relisting.following = following
            return relisting.toCancel
        }?.cancel()
        let followed = await withTaskCancellationHandler {
            await following.value
        } onCancel: {
            following.cancel()
        }
        state = followed.state
        let isPending = relisting.withLock { relisting in
            relisting.following = nil
            return relisting.requests.isPending
        }
        if Task.isCancelled { throw CancellationError() }
        guard isPending else { return followed.error }
        return .expired(KubeStatus(code: 410, message: "a relist is requested"))
    }

    private func events(of stream: WatchStream<Object>, _ state: WatcherState) async -> Followed {
        var followed = Followed(state: state)
        var incoming = IncomingState<Object>()
        do {
            for try await event in stream {
                if case .error(let status) = event {
                    followed.error = KubeError(status)
                    return followed
                }
                guard followed.state.resourceVersion != nil else {
                    take(initial: event, &incoming, &followed.state)
                    if relisting.withLock({ $0.requests.endsWatch }) { return followed }
                    continue
                }
                guard !followed.state.isBehind(event.resourceVersion) else {
                    relisting.withLock { $0.requests.request() }
                    return followed
                }
                take(event, &followed.state)
            }
        } catch let error as KubeError {
            followed.error = error
        } catch is CancellationError {
            return followed
        } catch {
            followed.error = .undecodable("\(error)")
        }
        return followed
    }

    /// Adds one of a stream's initial events to the incoming state.
    private func take(
        initial event: WatchEvent<Object>,
        _ incoming: inout IncomingState<Object>,
        _ state: inout WatcherState
    ) {
        incoming.take(event, known: known)
        if case .undecodable(let object) = event { quarantine(object) }
        guard case .bookmark(let version, endsInitialEvents: true) = event, !version.isEmpty else { return }
        state.streamed(upTo: version)
        replace(with: incoming, upTo: version)
        incoming = IncomingState()
    }

    /// Applies an event to the store.
    private func take(_ event: WatchEvent<Object>, _ state: inout WatcherState) {
        switch event {
        case .added(let object), .modified(let object):
            let change = store.update { $0.upsert(object) }
            state.advanced(to: object.metadata.resourceVersion)
            announce(change)
        case .deleted(let metadata):
            let change = store.update { $0.delete(metadata) }
            state.advanced(to: metadata.resourceVersion)
            if let change { announce(change) }
        case .bookmark(let version, _):
            store.update { $0.advance(to: version) }
            state.advanced(to: version)
        case .undecodable(let object):
            store.update { $0.advance(to: object.metadata.resourceVersion) }
            state.advanced(to: object.metadata.resourceVersion)
            quarantine(object)
        case .error, .unknown:
            return
        }
        announceAdvance()
    }

    private func announce(_ change: ObjectChange<Object>) {
        for handler in listeners.withLock({ $0.changes }) { handler(change) }
    }

    private func announceAdvance() {
        for handler in listeners.withLock({ $0.advances }) { handler() }
    }

    private func quarantine(_ object: UndecodableObject) {
        // The last decoded state stays in the store: acting on it is safer than treating the object as
        // deleted, which would delete its children.
        logger.error(
            "object does not decode and is ignored until it changes",
            metadata: ["object": "\(object.metadata.key)", "problem": "\(object.problem)"]
        )
        Counter(label: "\(client.metricPrefix)_undecodable_objects_total", dimensions: [("resource", "\(resource)")])
            .increment()
        for handler in listeners.withLock({ $0.quarantines }) { handler(object) }
    }
}
