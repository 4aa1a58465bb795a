extension MetricDescription {
    /// The metrics of the gateway.
    public static let gateway = [
        MetricDescription(
            name: "darkroom_gateway_requests_total",
            help: "Requests that ended, by service and status code; the code is none if the client left early."
        ),
        MetricDescription(
            name: "darkroom_gateway_request_duration_seconds",
            help: "Time from the end of a request's head to the end of its reply, by service.",
            buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]
        ),
        MetricDescription(
            name: "darkroom_gateway_cold_start_seconds",
            help: "How long requests that found no pod waited for one, by service.",
            buckets: [0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600]
        ),
        MetricDescription(
            name: "darkroom_gateway_requests_in_flight",
            help: "Requests that are held or in progress, by service."
        ),
        MetricDescription(
            name: "darkroom_gateway_requests_held",
            help: "Requests that wait for a pod, by service."
        ),
        MetricDescription(
            name: "darkroom_gateway_scale_writes_total",
            help: "Writes to the scale subresource, by outcome: success, conflict or error."
        ),
        MetricDescription(
            name: "darkroom_gateway_reply_bytes_total",
            help: "Bytes of replies, by service."
        ),
        MetricDescription(
            name: "darkroom_gateway_access_records_dropped_total",
            help: "Requests that are missing from the log and from other metrics, because they arrived too fast."
        ),
    ]
}
