internal import Metrics

/// A controller's metrics, under the names of controller-runtime, so that existing dashboards show them.
struct ControllerMetrics: Sendable {
    /// How a reconcile ended, as controller-runtime labels it.
    enum Outcome: String, CaseIterable, Sendable {
        case success
        case error
        case requeueAfter = "requeue_after"
    }

    private let totals: [Outcome: Counter]
    private let errors: Counter
    private let terminalErrors: Counter
    private let time: Metrics.Timer
    private let depth: Gauge
    private let adds: Counter

    init(controller: String) {
        let controllerLabel = ("controller", controller)
        totals = Dictionary(
            uniqueKeysWithValues: Outcome.allCases.map { outcome in
                let dimensions = [controllerLabel, ("result", outcome.rawValue)]
                return (outcome, Counter(label: "controller_runtime_reconcile_total", dimensions: dimensions))
            }
        )
        errors = Counter(label: "controller_runtime_reconcile_errors_total", dimensions: [controllerLabel])
        terminalErrors = Counter(
            label: "controller_runtime_terminal_reconcile_errors_total",
            dimensions: [controllerLabel]
        )
        time = Timer(label: "controller_runtime_reconcile_time_seconds", dimensions: [controllerLabel])
        depth = Gauge(label: "workqueue_depth", dimensions: [("name", controller)])
        adds = Counter(label: "workqueue_adds_total", dimensions: [("name", controller)])
    }

    func enqueued() { adds.increment() }

    func depth(_ waiting: Int) { depth.record(waiting) }

    func gaveUp() { terminalErrors.increment() }

    func reconciled(_ outcome: Outcome, took duration: Duration) {
        totals[outcome]?.increment()
        if outcome == .error { errors.increment() }
        time.record(duration: duration)
    }
}
