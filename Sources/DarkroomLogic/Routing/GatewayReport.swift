public import DarkroomAPI
public import KubeCore

/// What the gateway has to say about one InferenceService.
public enum GatewayReport {
    /// The gateway's part of the status.
    ///
    /// - Parameters:
    ///   - conflicts: Routes of this service that others have.
    ///   - coldStart: Nil keeps what the status says.
    ///   - asyncQueue: What is known of the queue of `spec.async`; nil when nobody asks it.
    public static func status(
        of service: InferenceService,
        conflicts: [RouteConflict],
        coldStart: ColdStartRecord?,
        asyncQueue: AsyncQueueDepth.Knowledge? = nil,
        now: Timestamp
    ) -> InferenceGatewayStatus {
        InferenceGatewayStatus(
            coldStart: coldStart?.summary ?? service.gateway.coldStart,
            conditions: (routesAccepted(service, conflicts) + queueReadable(service, asyncQueue))
                .complete(for: service.metadata, previous: service.gateway.conditions, now: now)
        )
    }

    /// Reason of `RoutesAccepted` when others have each of several routes.
    public static let noRouteLeft = "NoRouteLeft"

    /// Without routes there is nothing to accept.
    private static func routesAccepted(_ service: InferenceService, _ conflicts: [RouteConflict]) -> [Condition] {
        guard !service.spec.routes.isEmpty else { return [] }
        let problems = InferenceRouteRules.problems(service.spec)
        let words = problems.map(\.summary) + conflicts.map(\.description)
        guard !words.isEmpty else {
            return [.of(ConditionType.routesAccepted, .true, "Accepted")]
        }
        // Each route that is not served is told of once. One that is listed twice is, by its other entry.
        let routes = service.spec.routes.count
        let isNoneLeft = routes > 1 && !conflicts.isEmpty && conflicts.count + problems.count == routes
        let reason = isNoneLeft ? noRouteLeft : conflicts.isEmpty ? "InvalidRoute" : "RouteConflict"
        return [.of(ConditionType.routesAccepted, .false, reason, words.joined(separator: "; "))]
    }

    private static func queueReadable(
        _ service: InferenceService,
        _ knowledge: AsyncQueueDepth.Knowledge?
    ) -> [Condition] {
        guard let knowledge, let source = AsyncQueueSource(of: service) else { return [] }
        switch knowledge {
        case .unknown:
            // A new leader has not asked yet. What was said of another spec, perhaps of another queue, counts no more.
            return service.gateway.conditions.filter {
                $0.type == ConditionType.queueReadable && $0.observedGeneration == service.metadata.generation
            }
        case .depth: return [.of(ConditionType.queueReadable, .true, "Read")]
        case .unreadable(let problem):
            return [.of(ConditionType.queueReadable, .false, problem.reason, problem.summary(source))]
        }
    }
}
