internal import DarkroomLogic
internal import KubeCore

/// Adds up what the data plane of this process measures.
actor ConcurrencyLedger {
    private typealias Total = (requestSeconds: Double, inFlight: Int)

    private let services: @Sendable () -> Set<ObjectKey>
    private let measure: @Sendable () async throws -> [ObjectKey: ConcurrencyReport]
    private let began = ContinuousClock.now
    private var lastReading: ContinuousClock.Instant
    private var totals: [ObjectKey: Total] = [:]
    private var reading: Task<ConcurrencyReading, any Error>?

    /// - Parameters:
    ///   - services: Those there are; the totals of others are forgotten.
    ///   - measure: The averages since the call before.
    init(
        services: @escaping @Sendable () -> Set<ObjectKey>,
        measure: @escaping @Sendable () async throws -> [ObjectKey: ConcurrencyReport]
    ) {
        self.services = services
        self.measure = measure
        lastReading = began
    }

    /// The totals now. Those who ask at the same time share an answer: each measurement begins where the one before
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
            let before = totals[service]?.requestSeconds ?? 0
            totals[service] = (before + report.average * seconds, report.inFlight)
        }
        let living = services()
        totals = totals.filter { living.contains($0.key) }
        // One that is not reported has nothing in progress.
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
    /// The same in seconds, with fractions.
    var seconds: Double { self / .seconds(1) }
}
