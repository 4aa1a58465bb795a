public import DarkroomAPI
public import DarkroomTraffic
public import KubeCore

/// Builds the gateway's part of an InferenceService's status.
public enum GatewayStatusBuilder {
    /// The gateway's part of the status.
    ///
    /// - Parameters:
    ///   - conflicts: Routes of this service whose path another service has.
    ///   - coldStart: Nil keeps the value of the status.
    ///   - asyncQueue: The depth of the queue of `spec.async`; nil when the queue is not read.
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

    /// No condition for a service without routes.
    private static func routesAccepted(_ service: InferenceService, _ conflicts: [RouteConflict]) -> [Condition] {
        guard !service.spec.routes.isEmpty else { return [] }
        let problems = InferenceRouteRules.problems(service.spec)
        let words = problems.map(\.summary) + conflicts.map(message)
        guard !words.isEmpty else {
            return [.of(ConditionType.routesAccepted, .true, RoutesAcceptedReason.accepted)]
        }
        // Each route that is not served is counted once. One that is listed twice is served by its other entry.
        let routes = service.spec.routes.count
        let isNoneLeft = routes > 1 && !conflicts.isEmpty && conflicts.count + problems.count == routes
        let reason =
            isNoneLeft
            ? RoutesAcceptedReason.noRouteLeft
            : conflicts.isEmpty ? RoutesAcceptedReason.invalidRoute : RoutesAcceptedReason.routeConflict
        return [.of(ConditionType.routesAccepted, .false, reason, words.joined(separator: "; "))]
    }

    private static func message(_ conflict: RouteConflict) -> String {
        let (path, winner) = (conflict.loser.path, conflict.winner)
        return winner == conflict.loser.service
            ? "path \(path) is listed twice; remove one of the entries"
            : "path \(path) belongs to the older InferenceService \(winner); choose another path"
    }

    private static func queueReadable(
        _ service: InferenceService,
        _ knowledge: AsyncQueueDepth.Knowledge?
    ) -> [Condition] {
        guard let knowledge, let source = AsyncQueueSource(of: service) else { return [] }
        switch knowledge {
        case .unknown:
            // A new leader has not read the queue yet. A condition of an older spec may be about another queue.
            return service.gateway.conditions.filter {
                $0.type == ConditionType.queueReadable && $0.observedGeneration == service.metadata.generation
            }
        case .depth: return [.of(ConditionType.queueReadable, .true, "Read")]
        case .unreadable(let problem):
            return [.of(ConditionType.queueReadable, .false, problem.reason, problem.summary(source))]
        }
    }
}
