import FaultInjection

/// Makes the plans of a row from the recorded runs: one fault at each of their places.
struct Planning: Sendable {
    let records: [(workload: Workload, log: RequestLog)]

    /// Those in which one thing happens after the other, so that places can be told apart.
    private var orderly: [(workload: Workload, log: RequestLog)] {
        records.filter { $0.workload.preparation == nil }
    }

    func plans(_ row: Row) -> [FaultPlan] {
        switch row {
        case .killed: atWrites(row) { _ in [.killAfterCommit] }
        case .replyLost: atWrites(row) { _ in [.dropReply] }
        case .neverSent: atWrites(row) { _ in [.neverSend] }
        case .stale: atWrites(row) { $0.isDangerousInThePast ? [.restartStale(seconds: 1.5)] : [] }
        case .hidden: atEvents(row) { _ in [.hideEvents(count: 1), .hideEvents(count: 2)] }
        case .expired:
            atEvents(row) { _ in [.expireWatch(.stream), .expireWatch(.http)] } + expiredLists(row)
        case .conflict: atWrites(row, Self.conflicts)
        case .trouble: atWrites(row) { _ in Self.trouble } + atOpenings(row)
        case .silence: atFirstOfReady(row) { _ in [.silence(.stalled), .silence(.halfOpen)] }
        case .oddities: atFirstEvents(row, Self.oddities)
        case .credentials:
            Credentials.Change.allCases.map { experiment(row, $0.rawValue) } + unauthorized(row)
        case .election: Election.Case.allCases.map { experiment(row, $0.rawValue) }
        case .fields: Resource.kinds.keys.sorted().map { experiment(row, $0) }
        case .settled: [experiment(row, "settled")]
        }
    }

    private func atWrites(_ row: Row, _ faults: (Place) -> [Fault]) -> [FaultPlan] {
        orderly.flatMap { workload, log in
            log.requests.filter { $0.request.verb.isWrite }.compactMap(\.place).flatMap { place in
                faults(place).map {
                    FaultPlan(row: row.rawValue, workload: workload.name, place: place, fault: $0)
                }
            }
        }
    }

    private func atEvents(_ row: Row, _ faults: (Place) -> [Fault]) -> [FaultPlan] {
        orderly.flatMap { workload, log in
            log.events.map(\.place).flatMap { place in
                faults(place).map {
                    FaultPlan(row: row.rawValue, workload: workload.name, place: place, fault: $0)
                }
            }
        }
    }

    /// The first two events of each resource in each workload.
    private func atFirstEvents(_ row: Row, _ faults: (Place) -> [Fault]) -> [FaultPlan] {
        atEvents(row) { $0.number <= 2 ? faults($0) : [] }
    }

    /// The first event of each resource, in one workload of each kind.
    private func atFirstOfReady(_ row: Row, _ faults: (Place) -> [Fault]) -> [FaultPlan] {
        atEvents(row) { $0.number == 1 ? faults($0) : [] }.filter { $0.workload.hasSuffix("-ready") }
    }

    /// Lists and watches as they are opened first, in one workload of each kind.
    private func atOpenings(_ row: Row) -> [FaultPlan] {
        records.filter { $0.workload.name.hasSuffix("-ready") }.flatMap { workload, _ in
            Resource.watched.flatMap { resource in
                [Place.Kind.list, .watch].flatMap { kind in
                    Self.trouble.map {
                        FaultPlan(
                            row: row.rawValue,
                            workload: workload.name,
                            place: Place(kind, resource, 1),
                            fault: $0
                        )
                    }
                }
            }
        }
    }

    private func experiment(_ row: Row, _ name: String) -> FaultPlan {
        FaultPlan(row: row.rawValue, workload: "trainingrun-ready", experiment: name)
    }

    private func unauthorized(_ row: Row) -> [FaultPlan] {
        let places = Resource.watched.flatMap { [Place(.watch, $0, 1), Place(.list, $0, 1)] }
        let fault = Fault.status(code: 401, reason: "Unauthorized")
        return places.map {
            FaultPlan(row: row.rawValue, workload: "trainingrun-ready", place: $0, fault: fault)
        }
    }

    private func expiredLists(_ row: Row) -> [FaultPlan] {
        records.filter { $0.workload.preparation != nil }.flatMap { workload, _ in
            workload.resources.filter { $0 != "pods" }.map { resource in
                let place = Place(.continuation, resource, 1)
                return FaultPlan(
                    row: row.rawValue,
                    workload: workload.name,
                    place: place,
                    fault: .expireContinuation
                )
            }
        }
    }

    private static let trouble: [Fault] = [
        .status(code: 429, reason: "TooManyRequests", retryAfter: 2),
        .status(code: 500, reason: "InternalError", times: 3),
        .status(code: 503, reason: "ServiceUnavailable", times: 3),
        .status(code: 504, reason: "Timeout", times: 3),
    ]

    private static func conflicts(_ place: Place) -> [Fault] {
        var faults: [Fault] = [
            .status(code: 409, reason: "Conflict"), .status(code: 409, reason: "Conflict", times: 5),
            .status(code: 409, reason: "Conflict", times: nil),
        ]
        // What the operator may not read it has to take the server's word for.
        if place.kind == .write(.create), place.target != "secrets" {
            faults.append(.status(code: 409, reason: "AlreadyExists"))
        }
        return faults
    }

    private static func oddities(_ place: Place) -> [Fault] {
        let members: [(String, [Fault.Change])] = [
            ("metadata.labels", [.null, .text]), ("metadata.annotations", [.null, .list]),
            ("metadata.annotations.odd", [.odd, .megabyte, .number]),
            ("metadata.ownerReferences", [.text]), ("metadata.generation", [.text, .huge]),
            ("metadata.fromTheFuture", [.unknown]), ("metadata", [.null]),
            ("spec", [.null, .text]), ("spec.fromTheFuture", [.unknown, .deep]),
            ("status", [.text, .list]), ("status.phase", [.odd, .object]), ("status.conditions", [.object]),
            ("", [.garbage]),
        ]
        return [.truncateEvent]
            + members.flatMap { path, changes in changes.map { .mutateEvent(path: path, change: $0) } }
    }
}

extension Place {
    /// Whether seeing the state before it again could lead to something being removed or made wrongly.
    fileprivate var isDangerousInThePast: Bool {
        switch kind {
        case .write(.delete), .write(.create), .write(.apply), .write(.patch): !target.hasSuffix("/status")
        default: false
        }
    }
}
