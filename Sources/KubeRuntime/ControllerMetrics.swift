internal import Metrics

/// A controller's metrics, with the names of controller-runtime, so that existing dashboards show them.
struct ControllerMetrics: Sendable {
    /// The result of a reconcile, with controller-runtime's labels.
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
    private let retries: Counter
    private let waiting: Metrics.Timer
    private let working: Metrics.Timer
    private let unfinished: Gauge
    private let longest: Gauge
    private let workers: Gauge
    private let heldTooLongTotal: Counter

    init(controller: String, prefix: String, maxConcurrentReconciles: Int) {
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
        workers = Gauge(label: "controller_runtime_active_workers", dimensions: [controllerLabel])
        Gauge(label: "controller_runtime_max_concurrent_reconciles", dimensions: [controllerLabel])
            .record(maxConcurrentReconciles)
        heldTooLongTotal = Counter(label: "\(prefix)_writes_never_seen_total", dimensions: [controllerLabel])
        let queueLabel = ("name", controller)
        depth = Gauge(label: "workqueue_depth", dimensions: [queueLabel])
        adds = Counter(label: "workqueue_adds_total", dimensions: [queueLabel])
        retries = Counter(label: "workqueue_retries_total", dimensions: [queueLabel])
        waiting = Timer(label: "workqueue_queue_duration_seconds", dimensions: [queueLabel])
        working = Timer(label: "workqueue_work_duration_seconds", dimensions: [queueLabel])
        unfinished = Gauge(label: "workqueue_unfinished_work_seconds", dimensions: [queueLabel])
        longest = Gauge(label: "workqueue_longest_running_processor_seconds", dimensions: [queueLabel])
    }

    func enqueued() { adds.increment() }

    func retried() { retries.increment() }

    func depth(_ waiting: Int) { depth.record(waiting) }

    func began(after wait: Duration) { waiting.record(duration: wait) }

    func ended(after duration: Duration) { working.record(duration: duration) }

    /// Sets the gauges of running reconciles to their current values.
    func working(_ count: Int, total: Duration, longest: Duration) {
        workers.record(count)
        unfinished.record(total / .seconds(1))
        self.longest.record(longest / .seconds(1))
    }

    func heldTooLong() { heldTooLongTotal.increment() }

    func gaveUp() { terminalErrors.increment() }

    func reconciled(_ outcome: Outcome, took duration: Duration) {
        totals[outcome]?.increment()
        if outcome == .error { errors.increment() }
        time.record(duration: duration)
    }
}
