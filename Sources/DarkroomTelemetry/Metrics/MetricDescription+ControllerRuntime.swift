extension MetricDescription {
    /// The metrics that dashboards and alerts for controller-runtime and client-go expect, with the same
    /// names, help texts and buckets (controller-runtime `pkg/internal/controller/metrics` and
    /// `pkg/metrics`).
    public static let controllerRuntime: [MetricDescription] = reconciling + workQueue + clientAndElection

    private static let reconciling = [
        MetricDescription(
            name: "controller_runtime_reconcile_total",
            help: "Total number of reconciliations per controller"
        ),
        MetricDescription(
            name: "controller_runtime_reconcile_errors_total",
            help: "Total number of reconciliation errors per controller"
        ),
        MetricDescription(
            name: "controller_runtime_terminal_reconcile_errors_total",
            help: "Total number of terminal reconciliation errors per controller"
        ),
        MetricDescription(
            name: "controller_runtime_reconcile_time_seconds",
            help: "Length of time per reconciliation per controller",
            buckets: [
                0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9,
                1,
                1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
            ]
        ),
        MetricDescription(
            name: "controller_runtime_max_concurrent_reconciles",
            help: "Maximum number of concurrent reconciles per controller"
        ),
        MetricDescription(
            name: "controller_runtime_active_workers",
            help: "Number of currently used workers per controller"
        ),
    ]

    private static let queueBuckets = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000]

    private static let workQueue = [
        MetricDescription(name: "workqueue_depth", help: "Current depth of workqueue"),
        MetricDescription(name: "workqueue_adds_total", help: "Total number of adds handled by workqueue"),
        MetricDescription(
            name: "workqueue_retries_total",
            help: "Total number of retries handled by workqueue"
        ),
        MetricDescription(
            name: "workqueue_queue_duration_seconds",
            help: "How long in seconds an item stays in workqueue before being requested",
            buckets: queueBuckets
        ),
        MetricDescription(
            name: "workqueue_work_duration_seconds",
            help: "How long in seconds processing an item from workqueue takes.",
            buckets: queueBuckets
        ),
        MetricDescription(
            name: "workqueue_unfinished_work_seconds",
            help: "How many seconds of work has been done that is in progress and hasn't been observed by "
                + "work_duration. Large values indicate stuck workers."
        ),
        MetricDescription(
            name: "workqueue_longest_running_processor_seconds",
            help: "How many seconds has the longest running processor for workqueue been running."
        ),
    ]

    private static let clientAndElection = [
        MetricDescription(
            name: "rest_client_requests_total",
            help: "Number of HTTP requests, partitioned by status code and method."
        ),
        MetricDescription(
            name: "rest_client_request_duration_seconds",
            help: "Request latency in seconds. Broken down by verb.",
            buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60]
        ),
        MetricDescription(
            name: "leader_election_master_status",
            help: "Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, "
                + "1 indicates master. 'name' is the string used to identify the lease. "
                + "Please make sure to group by name."
        ),
    ]
}
