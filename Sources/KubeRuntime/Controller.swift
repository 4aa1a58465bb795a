internal import KubeClient
public import KubeCore
public import Logging
public import ServiceLifecycle
internal import Synchronization

/// Calls a reconcile function for an object of a kind whenever the object, or an object that it owns, may
/// have changed.
///
/// Level-based: the function learns only which object to reconcile, never what happened to it.
public final class Controller: Service {
    /// Brings the cluster closer to the desired state of the object at a key. The controller retries with backoff after
    /// an error, unless it is a ``TerminalError``.
    public typealias Reconcile = @Sendable (ObjectKey) async throws -> ReconcileResult

    private struct State {
        var queue: WorkQueue<ObjectKey>
        var expectations: WriteExpectations<ObjectKey>
        var times = QueueTimes<ObjectKey>()
        /// A resource may have several caches, with different selectors or projections.
        var sources: [APIResource: [any CacheSource]] = [:]
        var isStopping = false
    }

    /// Upper bound of a sleep: sleeping for centuries, as a deadline in an object may request, traps.
    private static let longestSleep: Duration = .seconds(3600)
    /// How often the duration of running reconciles is measured.
    private static let measuringPeriod: Duration = .seconds(5)

    /// Name in logs and metrics.
    public let name: String

    private let maxConcurrentReconciles: Int
    private let leadership: LeaderElector?
    private let timeouts: ControllerTimeouts
    private let clock: any Clock<Duration>
    private let logger: Logger
    private let metrics: ControllerMetrics
    private let reconcile: Reconcile
    private let state: Mutex<State>
    private let signal = Signal()

    /// Makes a controller; nothing happens before ``run()``.
    ///
    /// - Parameters:
    ///   - maxConcurrentReconciles: Maximum number of keys to reconcile concurrently; one key never runs twice at once.
    ///   - leadership: Nil reconciles without leader election.
    ///   - backoff: Delay between attempts at a key that failed.
    ///   - timeouts: When a cache, a reconcile or a write counts as stuck.
    ///   - clock: Measures the first two timeouts.
    ///   - metricPrefix: Prefix of the metrics that controller-runtime does not define.
    public init(
        name: String,
        maxConcurrentReconciles: Int = 4,
        leadership: LeaderElector? = nil,
        backoff: Backoff = Backoff(initial: .milliseconds(200), cap: .seconds(300)),
        timeouts: ControllerTimeouts = ControllerTimeouts(),
        clock: any Clock<Duration> = ContinuousClock(),
        metricPrefix: String = "kube",
        logger: Logger,
        reconcile: @escaping Reconcile
    ) {
        self.name = name
        self.maxConcurrentReconciles = max(1, maxConcurrentReconciles)
        self.leadership = leadership
        self.timeouts = timeouts
        self.clock = clock
        state = Mutex(
            State(
                queue: WorkQueue(backoff: backoff),
                expectations: WriteExpectations(timeout: timeouts.writeVisibility)
            )
        )
        var logger = logger
        logger[metadataKey: "controller"] = "\(name)"
        self.logger = logger
        metrics = ControllerMetrics(
            controller: name,
            prefix: metricPrefix,
            maxConcurrentReconciles: self.maxConcurrentReconciles
        )
        self.reconcile = reconcile
    }

    /// Reconciles the keys that `map` derives from every change that a reflector sees. The controller also waits until
    /// the reflector's cache shows its own writes.
    ///
    /// - Parameter map: Receives the state before and after, so that an object that changes owners wakes both.
    public func watch<Object: KubeObject>(
        _ reflector: Reflector<Object>,
        map: @escaping @Sendable (Object) -> [ObjectKey]
    ) {
        state.withLock { $0.sources[reflector.resource, default: []].append(reflector) }
        reflector.onChange { [self] change in
            let keys = Set((change.old.map(map) ?? []) + (change.new.map(map) ?? []))
            for key in keys { enqueue(key, change.isFromInitialState ? .low : .normal) }
        }
        reflector.onAdvance { [self] in storeAdvanced() }
    }

    /// Reconciles the objects of the controller's kind.
    public func watch<Object: KubeObject>(primary reflector: Reflector<Object>) {
        watch(reflector) { [$0.key] }
    }

    /// Reconciles the owner whenever an object it controls changes.
    public func owns<Object: KubeObject>(_ reflector: Reflector<Object>, owner: APIResource) {
        watch(reflector) { object in
            guard let controller = object.metadata.controller, controller.kind == owner.kind,
                controller.apiVersion == owner.apiVersion
            else { return [] }
            return [ObjectKey(namespace: owner.isNamespaced ? object.metadata.namespace : nil, name: controller.name)]
        }
    }

    /// Reconciles a key as soon as possible.
    public func enqueue(_ key: ObjectKey, _ priority: WorkQueue<ObjectKey>.Priority = .normal) {
        state.withLock { state in
            state.queue.add(key, priority)
            state.times.added(key, at: .now)
        }
        metrics.enqueued()
        signal.fire()
    }

    /// Reconciles until the service shuts down, then lets the running reconciles finish.
    ///
    /// Starts once all caches are synced and this replica leads: with an incomplete view, it would delete objects
    /// whose owners it has not seen yet.
    public func run() async throws {
        do {
            try await waitUntilReady()
        } catch is CancellationError {
            // The shutdown came before there was anything to do, as on every replica that does not lead.
            return
        }
        await withGracefulShutdownHandler {
            await dispatch()
        } onGracefulShutdown: {
            self.stop()
        }
    }

    private func waitUntilReady() async throws {
        try await cancelWhenGracefulShutdown { [self] in
            try await leadership?.waitUntilLeading()
            try await waitUntilSynced { [leadership, timeouts] source in
                guard leadership != nil else { return try await source.waitUntilSynced() }
                try await source.refresh(olderThan: timeouts.trustedListAge)
            }
            logger.debug("caches are synced")
        }
    }

    /// Waits for all caches at once.
    ///
    /// - Throws: ``CacheSyncTimeout``.
    private func waitUntilSynced(_ wait: @escaping @Sendable (any CacheSource) async throws -> Void) async throws {
        let sources = state.withLock { $0.sources.values.flatMap(\.self) }
        var waiting = Set(sources.indices)
        try await withThrowingTaskGroup(of: Int?.self) { group in
            defer { group.cancelAll() }
            for (index, source) in sources.enumerated() {
                group.addTask {
                    try await wait(source)
                    return index
                }
            }
            group.addTask { [timeouts, clock] in
                try await clock.sleep(for: timeouts.cacheSync)
                return nil
            }
            while !waiting.isEmpty, let ready = try await group.next() {
                guard let ready else {
                    let late = Set(waiting.map { "\(sources[$0].resource)" }).sorted()
                    throw CacheSyncTimeout(controller: name, resources: late, limit: timeouts.cacheSync)
                }
                waiting.remove(ready)
            }
        }
    }

    /// Whether the shutdown has begun; no reconcile starts after that.
    var isStopping: Bool { state.withLock { $0.isStopping } }

    private func stop() {
        state.withLock { $0.isStopping = true }
        signal.fire()
    }

    private func dispatch() async {
        let measuring = Task { try await measure() }
        defer { measuring.cancel() }
        await withDiscardingTaskGroup { group in
            var alarm: (rings: ContinuousClock.Instant, task: Task<Void, Never>)?
            signal.fire()
            for await _ in signal.wakeUps {
                var step = nextStep()
                while case .key(let key) = step {
                    group.addTask { await self.work(on: key) }
                    step = nextStep()
                }
                if case .stop = step { break }
                metrics.depth(state.withLock { $0.queue.depth })
                guard case .idle(let due?) = step else { continue }
                // An earlier alarm suffices: when it fires, this loop sets the next one.
                if let alarm, alarm.rings > .now, alarm.rings <= due { continue }
                alarm?.task.cancel()
                let rings = min(due, .now + Self.longestSleep)
                let ring = Task { [signal] in
                    try? await Task.sleep(until: rings, clock: .continuous)
                    signal.fire()
                }
                alarm = (rings, ring)
            }
            alarm?.task.cancel()
        }
    }

    /// Reports running reconciles at an interval, because a reconcile that hangs cannot report itself.
    private func measure() async throws {
        while true {
            let (count, unfinished) = state.withLock { ($0.queue.inProgress, $0.times.unfinished(now: .now)) }
            metrics.working(count, total: unfinished.total, longest: unfinished.longest)
            try await Task.sleep(for: Self.measuringPeriod)
        }
    }

    private enum Step {
        case key(ObjectKey)
        case idle(until: ContinuousClock.Instant?)
        case stop
    }

    private func nextStep() -> Step {
        state.withLock { state in
            if state.isStopping { return .stop }
            // Losing the lease ends the process; until then, no reconcile starts.
            guard leadership?.isLeading ?? true else { return .idle(until: .now + .seconds(1)) }
            // All workers are busy: the first to finish signals.
            guard state.queue.inProgress < maxConcurrentReconciles else { return .idle(until: nil) }
            while true {
                switch state.queue.next(now: .now) {
                case .idle(let due):
                    return .idle(until: due)
                case .key(let key):
                    guard mayBegin(key, &state) else { continue }
                    metrics.began(after: state.times.begin(key, now: .now))
                    return .key(key)
                }
            }
        }
    }

    /// Whether the caches show the writes of the key's last reconcile; if not, the key is queued again when they do.
    private func mayBegin(_ key: ObjectKey, _ state: inout State) -> Bool {
        let sources = state.sources
        switch state.expectations.admit(key, now: .now, isSeen: { $0.isSeen(by: sources[$0.resource, default: []]) }) {
        case .admitted: return true
        case .held(let end):
            state.queue.finish(key)
            state.queue.add(key, at: end)
            return false
        case .overdue(let missing):
            for write in missing { sources[write.resource]?.forEach { $0.relist() } }
            metrics.heldTooLong()
            logger.warning(
                "the cache has not shown a write in time; continuing without it, and relisting",
                metadata: [
                    "object": "\(key)",
                    "writes": "\(missing.map { "\($0)" }.sorted().joined(separator: ", "))",
                ]
            )
            return true
        }
    }

    private func storeAdvanced() {
        let released = state.withLock { state in
            let sources = state.sources
            let keys = state.expectations.release(isSeen: { $0.isSeen(by: sources[$0.resource, default: []]) })
            keys.forEach { state.queue.add($0) }
            return !keys.isEmpty
        }
        if released { signal.fire() }
    }

    private func work(on key: ObjectKey) async {
        let started = ContinuousClock.now
        do {
            let result = try await reconcileInTime(key)
            finish(key, result)
            metrics.reconciled(result.requeueAfter == nil ? .success : .requeueAfter, took: .now - started)
        } catch {
            let failure = error as? ReconcileFailure
            let underlying = failure?.underlying ?? error
            if let terminal = underlying as? TerminalError {
                giveUp(key, terminal, writes: failure?.writes ?? [])
            } else {
                fail(key, underlying, writes: failure?.writes ?? [])
            }
            metrics.reconciled(.error, took: .now - started)
        }
        signal.fire()
    }

    /// Reconciles a key, and cancels the reconcile when it takes too long.
    ///
    /// The key counts as in progress until the reconcile has ended, so that no key is reconciled twice at once.
    func reconcileInTime(_ key: ObjectKey) async throws -> ReconcileResult {
        try await withThrowingTaskGroup(of: ReconcileResult?.self) { group in
            defer { group.cancelAll() }
            group.addTask { [reconcile] in try await reconcile(key) }
            group.addTask { [timeouts, clock] in
                try await clock.sleep(for: timeouts.reconciliation)
                return nil
            }
            if let result = try await group.next(), let result { return result }
            let timeout = ReconciliationTimeout(key: "\(key)", limit: timeouts.reconciliation)
            logger.error("reconcile takes too long and is cancelled", metadata: ["object": "\(key)"])
            group.cancelAll()
            do {
                // A reconcile that succeeds despite the cancellation has done its work.
                if let result = try await group.next(), let result { return result }
                throw timeout
            } catch {
                throw ReconcileFailure(timeout, writes: (error as? ReconcileFailure)?.writes ?? [])
            }
        }
    }

    private func finish(_ key: ObjectKey, _ result: ReconcileResult) {
        state.withLock { state in
            end(key, writes: result.writes, &state)
            state.queue.forget(key)
            guard let delay = result.requeueAfter else { return }
            let instant = ContinuousClock.now + delay
            state.queue.add(key, at: instant)
            state.times.added(key, at: instant)
        }
    }

    private func end(_ key: ObjectKey, writes: [WriteExpectation], _ state: inout State) {
        let now = ContinuousClock.now
        state.expectations.record(writes, for: key, now: now)
        state.queue.finish(key)
        metrics.ended(after: state.times.end(key, now: now))
    }

    private func giveUp(_ key: ObjectKey, _ error: TerminalError, writes: [WriteExpectation]) {
        state.withLock { state in
            end(key, writes: writes, &state)
            state.queue.forget(key)
        }
        metrics.gaveUp()
        logger.error(
            "reconcile failed; no retry until the object changes",
            metadata: ["object": "\(key)", "error": "\(error.underlying)"]
        )
    }

    /// Whether an error is a conflict with an object that the caches would show if they had the server's history.
    private func isUnexplained(_ error: any Error, _ state: State) -> Bool {
        guard let conflict = error as? CacheConflict else { return false }
        return state.sources[conflict.resource, default: []].contains { !conflict.isExplained(by: $0) }
    }

    private func fail(_ key: ObjectKey, _ error: any Error, writes: [WriteExpectation]) {
        let wait = (error as? KubeError)?.retryAfter ?? .zero
        state.withLock { state in
            if error is HistoryLost || isUnexplained(error, state) {
                state.sources.values.joined().forEach { $0.relist() }
            }
            end(key, writes: writes, &state)
            let instant = state.queue.addFailed(key, now: .now, atLeast: wait)
            state.times.added(key, at: instant)
        }
        metrics.retried()
        guard !(error is CancellationError) else { return }
        // A conflict only means that the cache is behind; the next attempt sees the change.
        let level: Logger.Level =
            switch error {
            case KubeError.conflict, is CacheConflict: .debug
            default: .warning
            }
        logger.log(level: level, "reconcile failed", metadata: ["object": "\(key)", "error": "\(error)"])
    }
}
