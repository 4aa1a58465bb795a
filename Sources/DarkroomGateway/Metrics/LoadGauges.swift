internal import DarkroomTraffic
internal import Metrics
internal import Synchronization

/// The gauges of the number of requests of each service. A gauge keeps its last value forever, so that of a deleted
/// service is set to zero.
final class LoadGauges: Sendable {
    private let recorded = Mutex<Set<ServiceID>>([])

    func record(_ inFlight: Int, waiting: Int, of service: ServiceID) {
        let labels = [("namespace", service.namespace), ("service", service.name)]
        Gauge(label: GatewayMetric.inFlight, dimensions: labels).record(inFlight)
        Gauge(label: GatewayMetric.held, dimensions: labels).record(waiting)
        recorded.withLock { _ = $0.insert(service) }
    }

    /// Sets the gauges of all other services to zero, once.
    func clear(allBut living: Set<ServiceID>) {
        for service in recorded.withLock({ $0.subtracting(living) }) { record(0, waiting: 0, of: service) }
        recorded.withLock { $0.formIntersection(living) }
    }
}
