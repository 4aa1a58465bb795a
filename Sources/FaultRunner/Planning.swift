import FaultInjection

/// Makes the plans of a scenario from the recorded runs: one fault at each injection point.
struct Planning: Sendable {
    typealias Record = (workload: Workload, log: RequestLog)

    let records: [Record]

    /// The workloads whose steps happen one after the other, so that their points are distinguishable.
    private var sequential: [Record] { records.filter { $0.workload.preparation == nil } }

    /// The workload of each kind that ends when the custom resource is ready.
    private var ready: [Record] { records.filter { $0.workload.name.hasSuffix("-ready") } }

    func plans(_ scenario: Scenario) throws -> [FaultPlan] {
        switch scenario {
        case .killed: try atWrites(scenario) { _ in [.killAfterCommit] }
        case .replyLost: try atWrites(scenario) { _ in [.dropReply] }
        case .neverSent: try atWrites(scenario) { _ in [.neverSend] }
        case .stale: try atWrites(scenario) { $0.isDangerousInThePast ? [.restartStale(seconds: 1.5)] : [] }
        case .hidden: try atEvents(scenario) { _ in [.hideEvents(count: 1), .hideEvents(count: 2)] }
        case .expired:
            try atEvents(scenario) { _ in [.expireWatch(.stream), .expireWatch(.http)] }
                + continuations(scenario)
        case .conflict: try atWrites(scenario, Self.conflicts)
        case .serverErrors: try atWrites(scenario) { _ in Self.serverErrors } + atOpenings(scenario)
        case .silence:
            try atEvents(scenario, of: ready) { $0.number == 1 ? [.silence(.stalled), .silence(.halfOpen)] : [] }
        case .malformed: try atEvents(scenario) { $0.number <= 2 ? Self.malformed : [] }
        case .credentials:
            try CredentialExperiment.Change.allCases.map { experiment(scenario, $0.rawValue) }
                + unauthorized(scenario)
        case .election: LeaderElectionExperiment.Case.allCases.map { experiment(scenario, $0.rawValue) }
        case .fields: Resource.kinds.map { experiment(scenario, $0) }
        case .settled: [experiment(scenario, "settled")]
        }
    }

    private func plan(
        _ scenario: Scenario,
        _ workload: String,
        _ fault: Fault,
        at point: InjectionPoint
    ) throws -> FaultPlan {
        FaultPlan(
            scenario: scenario.rawValue,
            workload: workload,
            .injection(try Injection(fault, at: point))
        )
    }

    private func experiment(_ scenario: Scenario, _ name: String) -> FaultPlan {
        FaultPlan(scenario: scenario.rawValue, workload: "trainingrun-ready", .experiment(name))
    }

    private func atWrites(
        _ scenario: Scenario,
        _ faults: (InjectionPoint) -> [Fault]
    ) throws -> [FaultPlan] {
        try sequential.flatMap { workload, log in
            let writes = log.requests.filter { $0.request.verb.isWrite }
            return try writes.compactMap(\.point).flatMap { point in
                try faults(point).map { try plan(scenario, workload.name, $0, at: point) }
            }
        }
    }

    private func atEvents(
        _ scenario: Scenario,
        of records: [Record]? = nil,
        _ faults: (InjectionPoint) -> [Fault]
    ) throws -> [FaultPlan] {
        try (records ?? sequential).flatMap { workload, log in
            try log.events.map(\.point).flatMap { point in
                try faults(point).map { try plan(scenario, workload.name, $0, at: point) }
            }
        }
    }

    /// The first list and watch of every resource, in one workload of each kind.
    private func atOpenings(_ scenario: Scenario) throws -> [FaultPlan] {
        try ready.flatMap { workload, _ in
            try Self.openings.flatMap { point in
                try Self.serverErrors.map { try plan(scenario, workload.name, $0, at: point) }
            }
        }
    }

    private func unauthorized(_ scenario: Scenario) throws -> [FaultPlan] {
        try Self.openings.map {
            try plan(scenario, "trainingrun-ready", .status(code: 401, reason: "Unauthorized"), at: $0)
        }
    }

    private func continuations(_ scenario: Scenario) throws -> [FaultPlan] {
        try records.filter { $0.workload.preparation != nil }.flatMap { workload, _ in
            try workload.resources.filter { $0 != "pods" }.map {
                try plan(scenario, workload.name, .expireContinuation, at: InjectionPoint(.continuation, $0, 1))
            }
        }
    }

    private static let openings = Resource.watched.flatMap {
        [InjectionPoint(.list, $0, 1), InjectionPoint(.watch, $0, 1)]
    }

    private static let serverErrors: [Fault] = [
        .status(code: 429, reason: "TooManyRequests", retryAfter: 2),
        .status(code: 500, reason: "InternalError", times: 3),
        .status(code: 503, reason: "ServiceUnavailable", times: 3),
        .status(code: 504, reason: "Timeout", times: 3),
    ]

    private static func conflicts(_ point: InjectionPoint) -> [Fault] {
        var faults: [Fault] = [
            .status(code: 409, reason: "Conflict"), .status(code: 409, reason: "Conflict", times: 5),
            .status(code: 409, reason: "Conflict", times: nil),
        ]
        // The operator cannot read Secrets, so that it has to believe the server.
        if point.kind == .write(.create), point.target != "secrets" {
            faults.append(.status(code: 409, reason: "AlreadyExists"))
        }
        return faults
    }

    private static let malformed: [Fault] = {
        let members: [(String, [Fault.Change])] = [
            ("metadata.labels", [.null, .text]), ("metadata.annotations", [.null, .list]),
            ("metadata.annotations.odd", [.controlCharacters, .megabyte, .number]),
            ("metadata.ownerReferences", [.text]), ("metadata.generation", [.text, .huge]),
            ("metadata.fromTheFuture", [.unknown]), ("metadata", [.null]),
            ("spec", [.null, .text]), ("spec.fromTheFuture", [.unknown, .deep]),
            ("status", [.text, .list]), ("status.phase", [.controlCharacters, .object]),
            ("status.conditions", [.object]), ("", [.garbage]),
        ]
        return [.truncateEvent]
            + members.flatMap { path, changes in changes.map { .mutateEvent(path: path, change: $0) } }
    }()
}

extension InjectionPoint {
    /// Whether a process that sees the state before this write again could remove or create something wrongly.
    fileprivate var isDangerousInThePast: Bool {
        switch kind {
        case .write(.delete), .write(.create), .write(.apply), .write(.patch): !target.hasSuffix("/status")
        default: false
        }
    }
}
