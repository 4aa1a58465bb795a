import DarkroomTraffic
import NIOCore

/// State that the connections of one event loop share. Only that loop uses it, so it needs no lock.
final class ProxyLoop {
    let eventLoop: any EventLoop
    let state: RoutingState
    let activator: any Activator
    let limits: ProxyLimits
    let observer: (any AccessObserver)?
    let pool: PodPool
    var random = QuickRandom()

    private var clients: [ObjectIdentifier: ClientHandler] = [:]
    private var meters: [ServiceID: ConcurrencyMeter] = [:]
    private var lastReport = NIODeadline.now().uptimeNanoseconds
    private var sweeping: Scheduled<Void>?
    private(set) var isDraining = false

    init(
        eventLoop: any EventLoop,
        state: RoutingState,
        activator: any Activator,
        limits: ProxyLimits,
        observer: (any AccessObserver)?
    ) {
        self.eventLoop = eventLoop
        self.observer = observer
        self.state = state
        self.activator = activator
        self.limits = limits
        pool = PodPool(limits: limits)
    }

    var hasClients: Bool { !clients.isEmpty }

    func add(_ client: ClientHandler) { clients[ObjectIdentifier(client)] = client }

    func remove(_ client: ClientHandler) { clients[ObjectIdentifier(client)] = nil }

    /// A request of a service counts from now on, waiting or in progress.
    func begin(_ service: ServiceID) {
        let now = NIODeadline.now().uptimeNanoseconds
        // From the last report, not from now: the average is over all of that time.
        meters[service, default: ConcurrencyMeter(now: lastReport)].begin(now: now)
    }

    /// A request of a service no longer counts.
    func end(_ service: ServiceID) { meters[service]?.end(now: NIODeadline.now().uptimeNanoseconds) }

    /// The concurrency of every service since the last call.
    func reports() -> [ServiceID: ConcurrencyReport] {
        let now = NIODeadline.now().uptimeNanoseconds
        lastReport = now
        var reports: [ServiceID: ConcurrencyReport] = [:]
        for service in Array(meters.keys) {
            let report = meters[service]?.report(now: now) ?? ConcurrencyReport(average: 0, inFlight: 0)
            reports[service] = report
            // Services come and go; one without requests reports zero once and is dropped.
            if report.inFlight == 0 { meters[service] = nil }
        }
        return reports
    }

    /// Starts checking deadlines. One timer for all connections: one per request would cost more than everything else
    /// that is done for it.
    func startSweeping() {
        sweeping = eventLoop.assumeIsolated().scheduleTask(in: limits.sweepInterval) { [weak self] in
            self?.sweep()
            self?.startSweeping()
        }
    }

    /// Ends connections and requests that exceed their deadlines.
    private func sweep() {
        let now = NIODeadline.now()
        for client in clients.values where client.deadline <= now { client.timedOut() }
        pool.closeIdle(now: now)
    }

    /// Makes every reply from now on the last one on its connection. Idle connections stay open for the moment, because a
    /// request may be on its way.
    func beginDraining() { isDraining = true }

    /// Lets requests in progress end, and accepts no further ones.
    func drain() {
        beginDraining()
        for client in clients.values { client.drain() }
        pool.closeIdle(now: .distantFuture)
    }

    /// Tells clients that still wait for a reply that none will come, and closes the other connections.
    func breakOff() {
        for client in clients.values { client.breakOff() }
    }

    /// Closes everything that is left.
    func stop() {
        sweeping?.cancel()
        for client in clients.values { client.close() }
        pool.closeIdle(now: .distantFuture)
    }
}
