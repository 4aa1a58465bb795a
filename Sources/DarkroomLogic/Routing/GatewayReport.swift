public import DarkroomAPI
public import KubeCore

/// What the gateway has to say about one InferenceService.
public enum GatewayReport {
    /// The gateway's part of the status.
    ///
    /// - Parameters:
    ///   - conflicts: Routes of this service that others have.
    ///   - coldStart: Nil keeps what the status says.
    public static func status(
        of service: InferenceService,
        conflicts: [RouteConflict],
        coldStart: ColdStartRecord?,
        now: Timestamp
    ) -> InferenceGatewayStatus {
        InferenceGatewayStatus(
            coldStart: coldStart?.summary ?? service.gateway.coldStart,
            conditions: conditions(of: service, conflicts)
                .complete(for: service.metadata, previous: service.gateway.conditions, now: now)
        )
    }

    /// Without routes there is nothing to accept.
    private static func conditions(of service: InferenceService, _ conflicts: [RouteConflict]) -> [Condition] {
        guard !service.spec.routes.isEmpty else { return [] }
        let problems = ServiceTraffic(of: service).routeProblems
        let words = problems.map(\.summary) + conflicts.map(\.description)
        guard !words.isEmpty else {
            return [.of(ConditionType.routesAccepted, .true, "Accepted")]
        }
        let reason = conflicts.isEmpty ? "InvalidRoute" : "RouteConflict"
        return [.of(ConditionType.routesAccepted, .false, reason, words.joined(separator: "; "))]
    }
}
