public import KubeClient
public import KubeCore
public import Logging
internal import Metrics
public import ServiceLifecycle
internal import Synchronization

/// Something whose first complete view of the cluster can be waited for.
public protocol CacheSource: Sendable {
    /// The resource it follows.
    var resource: APIResource { get }
    /// Whether the first list is complete.
    var isSynced: Bool { get }
    /// Version up to which every change has been seen.
    var resourceVersion: String { get }
    /// Returns once the first list is complete; throws when the task is cancelled first.
    func waitUntilSynced() async throws
}

/// Keeps a ``Store`` equal to what the API server has, by list and watch, and tells of every change.
public final class Reflector<Object: KubeObject>: Service, CacheSource {
    /// Called for every change, in the server's order, after the store has it; must return quickly.
    public typealias Handler = @Sendable (ObjectChange<Object>) -> Void
    /// Called for an object that does not fit its projection.
    public typealias QuarantineHandler = @Sendable (UndecodableObject) -> Void

    /// The objects.
    public let store: Store<Object>
    /// The resource it follows.
    public var resource: APIResource { Object.resource }
    /// Whether the first list is complete.
    public var isSynced: Bool { store.isSynced }
    /// Version up to which every change has been seen.
    public var resourceVersion: String { store.resourceVersion }

    /// Returns once the first list is complete; throws when the task is cancelled first.
    public func waitUntilSynced() async throws { try await store.waitUntilSynced() }

    private static var pageSize: Int { 500 }

    /// After how many seconds the server is to end a watch.
    ///
    /// On a watch that lasts for minutes, a proxy or server that stalls without closing looks like a resource on which
    /// nothing happens. A watch that must end within the transport's longest silence tells the two apart in 40 s. The
    /// cost is two requests a minute and watch, which the server answers from memory; shortly before the end it sends a
    /// bookmark, so the next watch begins where this one ended. Spread, so that the watches of all kinds and replicas
    /// do not end together.
    static var watchSeconds: ClosedRange<Int> { 25...32 }

    private let client: KubeClient
    private let namespace: String?
    private let selector: LabelSelector
    private let backoff: Backoff
    private let logger: Logger
    private let listeners = Mutex(Listeners())

    /// What a list has brought so far.
    private struct Pages {
        var items: [Object] = []
        var undecodable: [UndecodableObject] = []
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
    ///   - selector: Objects without these labels stay out of the store.
    ///   - indexes: Ways to find objects by something other than their key.
    ///   - backoff: Between attempts that failed.
    public init(
        _ type: Object.Type = Object.self,
        client: KubeClient,
        namespace: String? = nil,
        selector: LabelSelector = .everything,
        indexes: [CacheIndex<Object>] = [],
        backoff: Backoff = Backoff(initial: .milliseconds(800), cap: .seconds(30)),
        logger: Logger
    ) {
        self.client = client
        self.namespace = namespace
        self.selector = selector
        self.backoff = backoff
        store = Store(indexes: indexes)
        var logger = logger
        logger[metadataKey: "resource"] = "\(Object.resource)"
        self.logger = logger
    }

    /// Calls `handler` for every change from now on.
    public func onChange(_ handler: @escaping Handler) { listeners.withLock { $0.changes.append(handler) } }

    /// Calls `handler` for every object that does not fit its projection.
    public func onQuarantine(_ handler: @escaping QuarantineHandler) {
        listeners.withLock { $0.quarantines.append(handler) }
    }

    /// Calls `handler` whenever the store has seen more of the server's history, with or without a change.
    func onAdvance(_ handler: @escaping @Sendable () -> Void) {
        listeners.withLock { $0.advances.append(handler) }
    }

    /// Follows the server until the task is cancelled or the service shuts down; never ends by itself.
    public func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            var state = WatcherState(backoff: backoff)
            var pages = Pages()
            var action = state.start()
            while !Task.isCancelled {
                do {
                    switch action {
                    case .list(let token, let delay):
                        try await Task.sleep(for: delay)
                        if token == nil { pages = Pages() }
                        action = await list(token, into: &pages, &state)
                    case .watch(let version, let delay):
                        try await Task.sleep(for: delay)
                        action = try await watch(from: version, &state)
                    }
                } catch {
                    return
                }
            }
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
                limit: Self.pageSize,
                continue: token
            )
            pages.items += page.items
            pages.undecodable += page.undecodable
            page.undecodable.forEach(quarantine)
            let action = state.listed(resourceVersion: page.resourceVersion, next: page.continue)
            if page.continue == nil {
                let all = pages
                pages = Pages()
                let changes = store.update {
                    $0.replace(
                        with: all.items,
                        undecodable: all.undecodable,
                        resourceVersion: page.resourceVersion
                    )
                }
                store.markSynced()
                logger.debug("listed", metadata: ["items": "\(all.items.count)", "changes": "\(changes.count)"])
                changes.forEach(announce)
                announceAdvance()
            }
            return action
        } catch let error as KubeError {
            if case .notFound = error, token == nil {
                // The resource type is not installed, perhaps not yet: it has no objects, and nobody should wait
                // for them.
                if !store.isSynced {
                    logger.warning("the server does not serve this resource; looking again later")
                }
                store.markSynced()
            } else {
                logger.warning("list failed", metadata: ["error": "\(error)"])
            }
            return state.listFailed(error)
        } catch {
            return state.listFailed(.undecodable("\(error)"))
        }
    }

    private func watch(
        from version: String,
        _ state: inout WatcherState
    ) async throws(CancellationError) -> WatcherState.Action {
        let opened = ContinuousClock.now
        var failure: KubeError?
        do {
            let stream = try await client.watch(
                Object.self,
                namespace: namespace,
                selector: selector,
                from: version,
                timeoutSeconds: .random(in: Self.watchSeconds)
            )
            for try await event in stream {
                if let error = take(event, &state) {
                    failure = error
                    break
                }
            }
        } catch let error as KubeError {
            failure = error
        } catch let error as CancellationError {
            throw error
        } catch {
            failure = .undecodable("\(error)")
        }
        if let failure, !Task.isCancelled {
            logger.info("watch ended", metadata: ["error": "\(failure)"])
        }
        return state.watchEnded(failure, lasted: .now - opened)
    }

    /// Carries an event into the store; an error event is returned, because it ends the watch.
    private func take(_ event: WatchEvent<Object>, _ state: inout WatcherState) -> KubeError? {
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
        case .error(let status):
            return KubeError(status)
        case .unknown:
            return nil
        }
        announceAdvance()
        return nil
    }

    private func announce(_ change: ObjectChange<Object>) {
        for handler in listeners.withLock({ $0.changes }) { handler(change) }
    }

    private func announceAdvance() {
        for handler in listeners.withLock({ $0.advances }) { handler() }
    }

    private func quarantine(_ object: UndecodableObject) {
        // The last state that could be read stays in the store: acting on it is safer than taking the object for
        // deleted, and its children with it.
        logger.error(
            "object does not decode and is left alone until it changes",
            metadata: ["object": "\(object.metadata.key)", "problem": "\(object.problem)"]
        )
        Counter(label: "darkroom_undecodable_objects_total", dimensions: [("resource", "\(resource)")])
            .increment()
        for handler in listeners.withLock({ $0.quarantines }) { handler(object) }
    }
}
