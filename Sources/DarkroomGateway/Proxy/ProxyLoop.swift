import DarkroomLogic
import KubeCore
import NIOCore

/// What the connections of one event loop share. Lives on that loop alone, so that nothing here needs a lock.
final class ProxyLoop {
    let eventLoop: any EventLoop
    let state: GatewayState
    let activator: any Activator
    let limits: GatewayLimits
    let observer: (any AccessObserver)?
    let pool: PodPool
    var random = QuickRandom()

    private var clients: [ObjectIdentifier: ClientHandler] = [:]
    private var meters: [ObjectKey: ConcurrencyMeter] = [:]
    private var lastReport = NIODeadline.now().uptimeNanoseconds
    private var sweeping: Scheduled<Void>?
    private(set) var isDraining = false

    init(
        eventLoop: any EventLoop,
        state: GatewayState,
        activator: any Activator,
        limits: GatewayLimits,
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

    /// A request of a service begins to count, held or in progress.
    func begin(_ service: ObjectKey) {
        let now = NIODeadline.now().uptimeNanoseconds
        // From the last report on, not from now: this request is not all there was in the time since.
        meters[service, default: ConcurrencyMeter(now: lastReport)].begin(now: now)
    }

    /// A request of a service no longer counts.
    func end(_ service: ObjectKey) { meters[service]?.end(now: NIODeadline.now().uptimeNanoseconds) }

    /// What came to pass since the last call.
    func reports() -> [ObjectKey: ConcurrencyReport] {
        let now = NIODeadline.now().uptimeNanoseconds
        lastReport = now
        var reports: [ObjectKey: ConcurrencyReport] = [:]
        for service in Array(meters.keys) {
            let report = meters[service]?.report(now: now) ?? ConcurrencyReport(average: 0, inFlight: 0)
            reports[service] = report
            // Services come and go; one without requests reports its zero and is forgotten.
            if report.inFlight == 0 { meters[service] = nil }
        }
        return reports
    }

    /// Looks after deadlines from now on. One timer for all connections: one per request would cost more than
    /// the rest of the work on it.
    func startSweeping() {
        sweeping = eventLoop.assumeIsolated().scheduleTask(in: limits.sweep) { [weak self] in
            self?.sweep()
            self?.startSweeping()
        }
    }

    /// Ends what has taken too long.
    private func sweep() {
        let now = NIODeadline.now()
        for client in clients.values where client.deadline <= now { client.timedOut() }
        pool.closeIdle(now: now)
    }

    /// Makes every reply from now on the last one on its connection. Unused connections stay for the moment: to close
    /// one would meet the request that is just on its way there.
    func beginDraining() { isDraining = true }

    /// Lets requests in progress end, and takes no further ones.
    func drain() {
        beginDraining()
        for client in clients.values { client.drain() }
        pool.closeIdle(now: .distantFuture)
    }

    /// Has whoever still waits for a reply told that none will come, and breaks off the rest.
    func breakOff() {
        for client in clients.values { client.breakOff() }
    }

    /// Closes what is left, for good.
    func stop() {
        sweeping?.cancel()
        for client in clients.values { client.close() }
        pool.closeIdle(now: .distantFuture)
    }
}
