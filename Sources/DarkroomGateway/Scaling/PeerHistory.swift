internal import DarkroomLogic
internal import KubeCore

/// Turns the totals that one replica reports from time to time into averages over the time in between.
struct PeerHistory: Sendable {
    private var last: ConcurrencyReading?

    /// What came to pass since the reading before, for each service that has, or had, requests.
    mutating func take(_ reading: ConcurrencyReading) -> [ObjectKey: ConcurrencyReport] {
        var before: [ObjectKey: Double] = [:]
        // A process that has begun anew under the same name counts from zero again.
        let isSameProcess = (last?.uptime ?? .infinity) < reading.uptime
        if isSameProcess, let last {
            for service in last.services { before[service.key] = service.requestSeconds }
        }
        let elapsed = reading.uptime - (isSameProcess ? last?.uptime ?? 0 : 0)
        defer { last = reading }
        var reports: [ObjectKey: ConcurrencyReport] = [:]
        for service in reading.services {
            // Of what was before the first reading only what is left of it counts.
            let average =
                last == nil || elapsed <= 0
                ? Double(service.inFlight) : (service.requestSeconds - (before[service.key] ?? 0)) / elapsed
            reports[service.key] = ConcurrencyReport(average: average, inFlight: service.inFlight)
        }
        return reports
    }
}

extension ConcurrencyReading.Service {
    var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }
}
