internal import DarkroomTraffic

/// Sums what the data plane of this process measures into totals.
actor ConcurrencyCollector {
    private typealias Total = (requestSeconds: Double, inFlight: Int)

    private let services: @Sendable () -> Set<ServiceID>
    private let measure: @Sendable () async throws -> [ServiceID: ConcurrencyReport]
    private let began = ContinuousClock.now
    private var lastReading: ContinuousClock.Instant
    private var totals: [ServiceID: Total] = [:]
    private var reading: Task<ConcurrencyReading, any Error>?

    /// - Parameters:
    ///   - services: The services that exist; the totals of others are dropped.
    ///   - measure: The averages since the previous call.
    init(
        services: @escaping @Sendable () -> Set<ServiceID>,
        measure: @escaping @Sendable () async throws -> [ServiceID: ConcurrencyReport]
    ) {
        self.services = services
        self.measure = measure
        lastReading = began
    }

    /// The totals now. Simultaneous calls share an answer, because each measurement begins where the previous one
    /// ended.
    func read() async throws -> ConcurrencyReading {
        if let reading { return try await reading.value }
        let task = Task { try await measureNow() }
        reading = task
        defer { reading = nil }
        return try await task.value
    }

    private func measureNow() async throws -> ConcurrencyReading {
        let reports = try await measure()
        let now = ContinuousClock.now
        let seconds = (now - lastReading).seconds
        lastReading = now
        for (service, report) in reports {
            let previous = totals[service]?.requestSeconds ?? 0
            totals[service] = (previous + report.average * seconds, report.inFlight)
        }
        let living = services()
        totals = totals.filter { living.contains($0.key) }
        // A service that is not reported has no request in progress.
        for service in totals.keys where reports[service] == nil { totals[service]?.inFlight = 0 }
        return ConcurrencyReading(
            uptime: (now - began).seconds,
            services: totals.sorted { $0.key < $1.key }.map { service, total in
                ConcurrencyReading.Service(
                    namespace: service.namespace,
                    name: service.name,
                    requestSeconds: total.requestSeconds,
                    inFlight: total.inFlight
                )
            }
        )
    }
}

extension Duration {
    /// The duration in seconds, with fractions.
    var seconds: Double { self / .seconds(1) }
}
