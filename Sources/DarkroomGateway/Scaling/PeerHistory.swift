internal import DarkroomTraffic

/// Turns the totals that one replica reports into averages over the time between two reports.
struct PeerHistory: Sendable {
    private var last: ConcurrencyReading?

    /// The concurrency since the previous reading, for each service that has or had requests.
    mutating func take(_ reading: ConcurrencyReading) -> [ServiceID: ConcurrencyReport] {
        var previous: [ServiceID: Double] = [:]
        // A process that restarted under the same name counts from zero again.
        let isSameProcess = (last?.uptime ?? .infinity) < reading.uptime
        if isSameProcess, let last {
            for service in last.services { previous[service.id] = service.requestSeconds }
        }
        let elapsed = reading.uptime - (isSameProcess ? last?.uptime ?? 0 : 0)
        defer { last = reading }
        var reports: [ServiceID: ConcurrencyReport] = [:]
        for service in reading.services {
            // Before the first reading nothing is known but the requests in progress.
            let average =
                last == nil || elapsed <= 0
                ? Double(service.inFlight) : (service.requestSeconds - (previous[service.id] ?? 0)) / elapsed
            reports[service.id] = ConcurrencyReport(average: average, inFlight: service.inFlight)
        }
        return reports
    }
}

extension ConcurrencyReading.Service {
    /// The service that the numbers are about.
    var id: ServiceID { ServiceID(namespace: namespace, name: name) }
}
