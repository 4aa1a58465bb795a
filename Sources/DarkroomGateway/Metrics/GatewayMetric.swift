/// Names of the gateway's metrics.
enum GatewayMetric {
    /// Requests that ended, by service and status code.
    static let requests = "darkroom_gateway_requests_total"
    /// Time from the end of a request's head to the end of its reply.
    static let duration = "darkroom_gateway_request_duration_seconds"
    /// How long requests waited for a cold start.
    static let coldStart = "darkroom_gateway_cold_start_seconds"
    /// Requests held or in progress.
    static let inFlight = "darkroom_gateway_requests_in_flight"
    /// Requests that wait for a pod.
    static let held = "darkroom_gateway_requests_held"
    /// Writes to the scale subresource, by outcome.
    static let scaleWrites = "darkroom_gateway_scale_writes_total"
    /// Bytes of replies.
    static let replyBytes = "darkroom_gateway_reply_bytes_total"
    /// Lines of the access log that were dropped because they came faster than they could be written.
    static let droppedRecords = "darkroom_gateway_access_records_dropped_total"
}
